{{/* What every process finds in its environment, beside secrets. */}}
{{- define "aftercall.settings" -}}
AFTERCALL_DATA: /var/lib/aftercall
AFTERCALL_CONFIG_DIR: /etc/aftercall/tenants
AFTERCALL_KEYRING_FILE: /etc/aftercall/keyring/keyring.json
AFTERCALL_HOST: {{ .Values.address | quote }}
AFTERCALL_PORT: "8080"
AFTERCALL_METRICS_HOST: {{ .Values.address | quote }}
AFTERCALL_METRICS_PORT: "9464"
AFTERCALL_REQUIRE_ROW_SECURITY: {{ empty .Values.database.owner.existingSecret | not | quote }}
AFTERCALL_ERASURES_FILE: /var/lib/aftercall/erasures/erasures.jsonl
{{- if .Values.tenantSecrets.fileKey }}
AFTERCALL_SECRETS_FILE: /etc/aftercall/secrets/secrets.env
{{- end }}
{{- range $name, $value := .Values.settings }}
AFTERCALL_{{ upper $name }}: {{ include "aftercall.plain" $value | quote }}
{{- end }}
{{- end }}

{{- define "aftercall.podSecurity" -}}
runAsNonRoot: true
{{- with .Values.podSecurity.user }}
runAsUser: {{ include "aftercall.plain" . }}
{{- end }}
{{- with .Values.podSecurity.group }}
runAsGroup: {{ include "aftercall.plain" . }}
{{- end }}
{{- with .Values.podSecurity.fsGroup }}
fsGroup: {{ include "aftercall.plain" . }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "aftercall.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
privileged: false
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* The head of every Pod. Kubernetes would else set AFTERCALL_PORT to an address, for a Service of that name. */}}
{{- define "aftercall.podHead" -}}
serviceAccountName: {{ include "aftercall.serviceAccount" . }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- include "aftercall.podSecurity" . | nindent 2 }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "aftercall.containerHead" -}}
image: {{ include "aftercall.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext: {{- include "aftercall.containerSecurity" . | nindent 2 }}
{{- end }}

{{- define "aftercall.environment" -}}
envFrom:
  - configMapRef:
      name: {{ include "aftercall.fullname" . }}-settings
  {{- if and .Values.tenantSecrets.existingSecret (not .Values.tenantSecrets.fileKey) }}
  - secretRef:
      name: {{ .Values.tenantSecrets.existingSecret }}
  {{- end }}
env:
  - name: AFTERCALL_DATABASE_URL
    valueFrom:
      secretKeyRef:
        name: {{ .Values.database.existingSecret }}
        key: {{ .Values.database.key }}
  - name: AFTERCALL_BROKER_URL
    valueFrom:
      secretKeyRef:
        name: {{ .Values.broker.existingSecret }}
        key: {{ .Values.broker.key }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- define "aftercall.mounts" -}}
volumeMounts:
  - name: tenants
    mountPath: /etc/aftercall/tenants
    readOnly: true
  - name: keyring
    mountPath: /etc/aftercall/keyring
    readOnly: true
  {{- if .Values.tenantSecrets.fileKey }}
  - name: secrets
    mountPath: /etc/aftercall/secrets
    readOnly: true
  {{- end }}
  {{- if .Values.caBundle.existingConfigMap }}
  - name: authorities
    mountPath: /etc/aftercall/ca
    readOnly: true
  # Where OpenSSL of the image looks by itself.
  - name: authorities
    mountPath: /usr/lib/ssl/cert.pem
    subPath: ca.crt
    readOnly: true
  {{- end }}
  - name: data
    mountPath: /var/lib/aftercall
  {{- if .Values.erasures.existingClaim }}
  - name: erasures
    mountPath: /var/lib/aftercall/erasures
  {{- end }}
  - name: tmp
    mountPath: /tmp
{{- end }}

{{- define "aftercall.volumes" -}}
volumes:
  - name: tenants
    configMap:
      name: {{ include "aftercall.tenants" . }}
  - name: keyring
    secret:
      secretName: {{ .Values.keyring.existingSecret }}
      defaultMode: 0440
      items:
        - key: {{ .Values.keyring.key }}
          path: keyring.json
  {{- if .Values.tenantSecrets.fileKey }}
  - name: secrets
    secret:
      secretName: {{ .Values.tenantSecrets.existingSecret }}
      defaultMode: 0440
      items:
        - key: {{ .Values.tenantSecrets.fileKey }}
          path: secrets.env
  {{- end }}
  {{- if .Values.caBundle.existingConfigMap }}
  - name: authorities
    configMap:
      name: {{ .Values.caBundle.existingConfigMap }}
      items:
        - key: {{ .Values.caBundle.key }}
          path: ca.crt
  {{- end }}
  - name: data
    emptyDir:
      sizeLimit: 64Mi
  {{- with .Values.erasures.existingClaim }}
  - name: erasures
    persistentVolumeClaim:
      claimName: {{ . }}
  {{- end }}
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
{{- end }}

{{/* Where Pods of a part may run: of a root, the name of the part and its values. */}}
{{- define "aftercall.placement" -}}
{{- with .of.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- if or .root.Values.spread.hostname .root.Values.spread.zone }}
topologySpreadConstraints:
  {{- range $key, $how := dict "kubernetes.io/hostname" .root.Values.spread.hostname "topology.kubernetes.io/zone" .root.Values.spread.zone }}
  {{- if $how }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: {{ $how }}
    labelSelector:
      matchLabels: {{- include "aftercall.selector" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
  {{- end }}
{{- end }}
{{- end }}

{{/* A Deployment's Pods: labels, and what rolls them. Tenants' files do not: running Pods read them again. */}}
{{- define "aftercall.podMetadata" -}}
labels: {{- include "aftercall.selector" . | nindent 2 }}
  app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  {{- with .of.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
annotations:
  checksum/settings: {{ include "aftercall.settings" .root | sha256sum }}
  {{- with .of.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* How a process that serves nobody is seen to live: by the port of its metrics. */}}
{{- define "aftercall.vital" -}}
ports:
  - {name: metrics, containerPort: 9464}
startupProbe:
  httpGet: {path: /metrics, port: metrics}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /metrics, port: metrics}
  periodSeconds: 15
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{- define "aftercall.workerGrace" -}}
{{- add (div (add (int64 (default 25000 .Values.settings.shutdown_ms)) 999) 1000) 15 }}
{{- end }}

{{- define "aftercall.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* Short enough that what is put behind it still fits into a name. */}}
{{- define "aftercall.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "aftercall.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "aftercall.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* By what a Pod is found, for good: of a root and the name of its part. */}}
{{- define "aftercall.selector" -}}
app.kubernetes.io/name: {{ include "aftercall.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "aftercall.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "aftercall.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: {{ include "aftercall.name" .root }}
{{- end }}

{{- define "aftercall.image" -}}
{{- with .Values.image }}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ default $.Chart.AppVersion .tag }}{{ end }}
{{- end }}
{{- end }}

{{- define "aftercall.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "aftercall.fullname" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{- define "aftercall.tenants" -}}
{{- default (printf "%s-tenants" (include "aftercall.fullname" .)) .Values.existingTenants }}
{{- end }}

{{/* Whole numbers without the exponent that Go gives to large ones. */}}
{{- define "aftercall.plain" -}}
{{- if kindIs "float64" . }}{{ if eq . (floor .) }}{{ int64 . }}{{ else }}{{ . }}{{ end }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{- define "aftercall.require" -}}
{{- required "database.existingSecret: name the Secret with the database's URL; SQLite cannot be used here" .Values.database.existingSecret | trunc 0 }}
{{- required "broker.existingSecret: name the Secret with the broker's URL" .Values.broker.existingSecret | trunc 0 }}
{{- required "keyring.existingSecret: name the Secret with the master keys" .Values.keyring.existingSecret | trunc 0 }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}{{ fail "ingress.host: say under which name the API is reached" }}{{ end }}
{{- if and .Values.keda.enabled (not .Values.keda.database.host) }}{{ fail "keda.database.host: say where KEDA finds the database" }}{{ end }}
{{- if and .Values.keda.enabled (not .Values.keda.existingSecret) }}{{ fail "keda.existingSecret: name the Secret with the password of KEDA's role" }}{{ end }}
{{- if and .Values.tenants .Values.existingTenants }}{{ fail "tenants, existingTenants: give one of the two" }}{{ end }}
{{- if and .Values.tenantSecrets.fileKey (not .Values.tenantSecrets.existingSecret) }}{{ fail "tenantSecrets.existingSecret: name the Secret that holds the file" }}{{ end }}
{{- end }}

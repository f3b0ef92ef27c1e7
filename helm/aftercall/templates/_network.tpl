{{/* Name look-ups. */}}
{{- define "aftercall.egress.names" -}}
- ports:
    - {protocol: UDP, port: 53}
    - {protocol: TCP, port: 53}
  {{- with .Values.networkPolicy.names.to }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "aftercall.egress.database" -}}
- ports:
    - {protocol: TCP, port: {{ .Values.networkPolicy.database.port }}}
  {{- with .Values.networkPolicy.database.to }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "aftercall.egress.broker" -}}
- ports:
    - {protocol: TCP, port: {{ .Values.networkPolicy.broker.port }}}
  {{- with .Values.networkPolicy.broker.to }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "aftercall.egress.telemetry" -}}
{{- with .Values.networkPolicy.telemetry }}
{{- if .ports }}
- ports:
    {{- range .ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
  {{- with .to }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Networks outside by address; an exception stands under the network of its own family only. */}}
{{- define "aftercall.egress.outside" -}}
{{- range $name, $of := .Values.networkPolicy.outside }}
{{- if and $of.ports $of.cidrs }}
# {{ $name }}
- ports:
    {{- range $of.ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
  to:
    {{- range $cidr := $of.cidrs }}
    {{- $except := list }}
    {{- range $of.except }}
    {{- if eq (contains ":" .) (contains ":" $cidr) }}{{ $except = append $except . }}{{ end }}
    {{- end }}
    - ipBlock:
        cidr: {{ $cidr | quote }}
        {{- with $except }}
        except: {{- toYaml . | nindent 10 }}
        {{- end }}
    {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/*
How much work there is: jobs that are due, and those in hand, lest their workers be taken away under them.
Not those that wait for a connection that is full: more workers would not empty it.
One statement, since KEDA sends no more. The look at the jobs refers to the door, so that it is open by then.
*/}}
{{- define "aftercall.runnable" -}}
SELECT found.jobs FROM (SELECT set_config('aftercall.door', 'board', true) AS door) AS opened CROSS JOIN LATERAL (SELECT count(*) AS jobs FROM jobs WHERE opened.door = 'board' AND lane IN ('{{ join "', '" .Values.keda.lanes }}') AND (state = 'leased' OR (state = 'waiting' AND waits_for = '' AND due <= CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)))) AS found
{{- end }}

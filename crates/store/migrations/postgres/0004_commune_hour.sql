-- For those who read with SQL: what happened by commune and hour, e.g. people by commune by hour:
--
--     SELECT commune, name, hour, sum FROM commune_hour
--     WHERE measure = 'camera.people'
--       AND hour >= '2026-11-22T00:00+07' AND hour < '2026-11-23T00:00+07'
--     ORDER BY commune, hour;
--
-- For measures of things that happened (kind sum: camera.people, camera.vehicles, camera.incidents,
-- wifi.sessions, security.events and the like), whose parts add up. `sum` is in the measure's last
-- decimal, `samples` the samples folded. Each hour counts in the commune that its site belonged to on
-- that day of the installation's zone. Sites that are not registered (bare points) are in no row.
CREATE VIEW commune_hour AS
SELECT unit.code AS commune, unit.name, series.measure, series.label, cell.bucket AS hour,
       sum(cell.sum) AS sum, sum(cell.count) AS samples
FROM cell_hour AS cell
JOIN series USING (series_id)
CROSS JOIN LATERAL (
    SELECT (cell.bucket AT TIME ZONE coalesce(
        (SELECT value FROM setting WHERE setting.name = 'time_zone'), 'Asia/Ho_Chi_Minh'))::date AS day
) AS local
JOIN site_unit AS site ON site.site_id = series.site_id
    AND local.day >= coalesce(site.valid_from, '-infinity')
    AND local.day < coalesce(site.valid_to, 'infinity')
JOIN unit ON unit.code = site.unit_code AND unit.level = 'commune'
    AND site.unit_as_of >= unit.valid_from
    AND site.unit_as_of < coalesce(unit.valid_to, 'infinity')
GROUP BY unit.code, unit.name, series.measure, series.label, cell.bucket;

-- For each series and year: the first and the last event that is known to have begun by :day.
WITH counted AS (
  SELECT
    m.series, e.year, e.id, e.start_text, e.end_text, e.title, e.title_es, e.start_day, e.end_day, e.exact,
    ROW_NUMBER() OVER (PARTITION BY m.series, e.year ORDER BY e.start_day, e.seq) AS nth,
    ROW_NUMBER() OVER (PARTITION BY m.series, e.year ORDER BY e.start_day DESC, e.seq DESC) AS nth_last
  FROM series_event AS m
  JOIN event AS e ON e.number = m.event
  WHERE e.known_day <= :day
)
SELECT
  series, year, id, start_text, end_text, title, title_es, start_day, end_day, exact,
  CASE WHEN nth = 1 THEN 1 ELSE 0 END AS is_first,
  CASE WHEN nth_last = 1 THEN 1 ELSE 0 END AS is_last
FROM counted
WHERE nth = 1 OR nth_last = 1
ORDER BY series, start_day, nth

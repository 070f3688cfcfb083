CREATE VIEW "scorecard" AS
-- The scorecards of all years, as the reports show them; occurrences are the dates of the events that are shown.
SELECT l.year, l.as_of, l.indicator, i.label, i.label_es, l.status, l.why, l.counted, (
  SELECT group_concat(x.dates, '; ') FROM (
    SELECT e.start || COALESCE('/' || e."end", '') AS dates
    FROM light_event AS c JOIN event AS e ON e.id = c.event
    WHERE c.year = l.year AND c.indicator = l.indicator AND c.shown = 1 AND c.strength = 'full'
    ORDER BY e.first_day, e.known_by, e.id
  ) AS x
) AS occurrences
FROM light AS l JOIN indicator AS i ON i.id = l.indicator
ORDER BY l.year, i.rowid;
CREATE VIEW "timeline" AS
-- The events that were held, in order of date, with their lists as text.
SELECT e.id, e.start, e."end", e.title, e.title_es, e.kind, e.level, (
  SELECT group_concat(x.institution, '; ')
  FROM (SELECT institution FROM event_institution WHERE event = e.id ORDER BY position) AS x
) AS institutions, (
  SELECT group_concat(x.party, '; ') FROM (SELECT party FROM event_party WHERE event = e.id ORDER BY position) AS x
) AS parties, COALESCE(p.name, e.place) AS city, p.name_es AS city_es, p.state, e.host, e.direction, (
  SELECT group_concat(x.citation, '; ') FROM (
    SELECT source || COALESCE('#' || locator, '') AS citation FROM event_source WHERE event = e.id ORDER BY position
  ) AS x
) AS sources
FROM event AS e LEFT JOIN place AS p ON p.id = e.place
WHERE e.status = 'held'
ORDER BY e.first_day, e.known_by, e.id;
CREATE VIEW "event_sources" AS
-- The sources of every event, with what is needed to find them.
SELECT c.event, e.start, e.title, c.position, c.source, s.title AS source_title, s.author, s.publisher, s.published,
  s.language, c.locator, l.title AS locator_title, s.url, s.archive_url
FROM event_source AS c
JOIN event AS e ON e.id = c.event
JOIN source AS s ON s.id = c.source
LEFT JOIN source_locator AS l ON l.source = c.source AND l.id = c.locator
ORDER BY e.first_day, e.known_by, e.id, c.position;

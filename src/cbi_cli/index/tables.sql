-- The snapshot: plain columns over integer calendar numbers, so that the reports are ordinary SQL.
-- A day is a number (0001-01-01 is 1). known_by_day is the last day that a partial start can mean. sort_key orders events
-- by their days and then by id, never by their order in a file. The number of a record is its file's number * 16777216
-- + its position, so that all rows of a file can be deleted and inserted again when it has changed.
-- year is the first one that an event's start can mean, known_by_year the last one: they differ if its date lies between
-- two of different years. month is that of the start, null if it is not known. last_year is the last year that its end can
-- mean, last_known_year the first one, so that it touches the years from known_by_year to last_known_year for certain. first_month and last_month are the months
-- that it is known to touch, as year * 12 + month - 1; null if no month is known.
-- A text has its Spanish twin in the column after it (title_es), and those in other languages of the dataset as JSON in
-- the next one (title_other), which is null if there are none.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE file (
  number INTEGER PRIMARY KEY, name TEXT UNIQUE, kind TEXT, stat TEXT, digest TEXT, read_ns INTEGER,
  broken INTEGER, lost INTEGER, first_day INTEGER, latest_start_day INTEGER, findings TEXT
);
-- Entries of the folder that are neither data nor known to go with a dataset, and why.
CREATE TABLE leftover (name TEXT PRIMARY KEY, reason TEXT NOT NULL);
CREATE TABLE record (number INTEGER PRIMARY KEY, kind TEXT, id TEXT, file INTEGER, position INTEGER, json TEXT);
-- What records are called, folded for comparison: names, labels, titles, abbreviations and aliases in every language, and
-- former ids. Of events only former ids.
CREATE TABLE record_name (
  number INTEGER, kind TEXT, id TEXT, name TEXT, shown TEXT, field TEXT, place INTEGER, is_former INTEGER
);
-- Records with bad values: the table as the file has it, and the paths of the values that could not be read.
CREATE TABLE partial (
  number INTEGER PRIMARY KEY, kind TEXT, id TEXT, file INTEGER, position INTEGER, json TEXT, broken TEXT
);
CREATE TABLE id_reference (file INTEGER, kinds TEXT, id TEXT, locator TEXT);
CREATE TABLE reference (file INTEGER, kind TEXT, id TEXT, field TEXT, to_kind TEXT, to_id TEXT);
CREATE TABLE locator (file INTEGER, source TEXT, id TEXT);
CREATE TABLE event (
  number INTEGER PRIMARY KEY, sort_key TEXT, id TEXT, start_text TEXT, end_text TEXT,
  start_day INTEGER, known_by_day INTEGER, end_day INTEGER, year INTEGER, known_by_year INTEGER, month INTEGER,
  last_year INTEGER, last_known_year INTEGER, first_month INTEGER, last_month INTEGER, is_exact INTEGER,
  title TEXT, title_es TEXT, title_other TEXT, kind TEXT, level TEXT, status TEXT, held INTEGER, place TEXT, direction TEXT,
  match_key INTEGER
);
-- The folded texts of an event, which begin with its ids and titles; these take the first `called` characters.
CREATE TABLE event_search_text (event INTEGER PRIMARY KEY, text TEXT, called INTEGER);
CREATE TABLE event_institution (
  event INTEGER, position INTEGER, institution TEXT, start_day INTEGER, PRIMARY KEY (event, position)
) WITHOUT ROWID;
CREATE TABLE event_party (event INTEGER, position INTEGER, party TEXT, PRIMARY KEY (event, position)) WITHOUT ROWID;
CREATE TABLE event_topic (event INTEGER, position INTEGER, topic TEXT, PRIMARY KEY (event, position)) WITHOUT ROWID;
CREATE TABLE event_source (
  event INTEGER, position INTEGER, source TEXT, locator TEXT, PRIMARY KEY (event, position)
) WITHOUT ROWID;
-- The values that rules of indicators use: events of a file with the same values share one key, which is matched once.
CREATE TABLE match_key (id INTEGER PRIMARY KEY, json TEXT);
CREATE TABLE rule_match (
  match_key INTEGER, indicator TEXT, strength TEXT, weaker INTEGER, unmet TEXT, PRIMARY KEY (match_key, indicator)
) WITHOUT ROWID;
CREATE TABLE duplicate_pair (earlier INTEGER, later INTEGER, score REAL);
CREATE TABLE indicator (id TEXT PRIMARY KEY, sort_key INTEGER, label TEXT, label_es TEXT, label_other TEXT, per_direction INTEGER);
-- What the places of events are called in reports: the country is part of a label if the dataset is not about it.
CREATE TABLE place (
  id TEXT PRIMARY KEY, name TEXT, name_es TEXT, label TEXT, label_es TEXT, label_other TEXT, country TEXT
);
CREATE TABLE admission (
  year INTEGER, indicator TEXT, event TEXT, reason TEXT, reason_es TEXT, reason_other TEXT, source TEXT
);
CREATE TABLE edition (year INTEGER PRIMARY KEY, published TEXT, published_day INTEGER);
CREATE TABLE series (
  id TEXT PRIMARY KEY, sort_key INTEGER, kind TEXT, label TEXT, label_es TEXT, label_other TEXT,
  cadence_years INTEGER, institution TEXT, ended_day INTEGER, successor TEXT
);
-- Covered years and declared pauses. The direction is null if all were looked through, the basis null for a pause.
CREATE TABLE coverage (
  series TEXT, paused INTEGER, from_year INTEGER, to_year INTEGER, direction TEXT, basis TEXT, source TEXT,
  note TEXT, note_es TEXT, note_other TEXT
);
-- The first and the last event of a series in each year, and the days on which the first and all of them are known.
CREATE TABLE series_year (
  series TEXT, year INTEGER, first_sort_key TEXT, last_sort_key TEXT, first_known INTEGER, last_known INTEGER,
  PRIMARY KEY (series, year)
) WITHOUT ROWID;
CREATE VIEW match AS
SELECT e.number AS event, j.indicator, j.strength, j.weaker, j.unmet, e.direction, e.year, e.known_by_year, e.sort_key,
  e.known_by_day
FROM event AS e JOIN rule_match AS j ON j.match_key = e.match_key;
CREATE VIEW series_event AS
SELECT m.indicator AS series, m.event, m.year, m.known_by_year, m.sort_key, m.known_by_day
FROM match AS m JOIN series AS s ON s.id = m.indicator AND s.kind = 'indicator' WHERE m.strength = 'full'
UNION ALL
SELECT s.id AS series, e.number AS event, e.year, e.known_by_year, e.sort_key, e.known_by_day
FROM series AS s
JOIN event_institution AS x ON x.institution = s.id
JOIN event AS e ON e.number = x.event
WHERE s.kind = 'institution' AND e.held = 1;

-- Made when the tables are full, which is quicker than keeping them while rows come in.
CREATE INDEX record_by_id ON record (kind, id);
CREATE INDEX record_name_by_name ON record_name (kind, name);
CREATE INDEX record_name_by_number ON record_name (number);
CREATE INDEX id_reference_by_id ON id_reference (id);
CREATE INDEX id_reference_by_file ON id_reference (file);
CREATE INDEX locator_by_source ON locator (source);
CREATE INDEX reference_by_target ON reference (to_kind, to_id);
CREATE INDEX reference_by_file ON reference (file);
CREATE INDEX event_by_year ON event (year, sort_key);
CREATE INDEX event_by_last_year ON event (last_year) WHERE last_year > year;
CREATE INDEX event_by_known_year ON event (known_by_year) WHERE known_by_year > year;
CREATE INDEX event_by_day ON event (start_day);
CREATE INDEX event_by_sort_key ON event (sort_key);
CREATE INDEX event_by_id ON event (id);
CREATE INDEX event_by_institution ON event_institution (institution, start_day);
CREATE INDEX event_by_topic ON event_topic (topic);
CREATE INDEX event_by_source ON event_source (source);

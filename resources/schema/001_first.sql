-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first schema. What was done is append-only: schema_migration, revision, mask_snapshot, prediction, probability,
-- review, run and model_activation take new rows only, and triggers say so. image.relative_path, label and model.path
-- may change: they say where a thing is and how it is shown, not what was done.
-- All times are UTC in ISO 8601. All sizes are pixels, all spacings millimetres. Masks are run-length bytes (see
-- core/annotation/run_length.h), probabilities a zlib stream of [classes, height, width] bytes.

CREATE TABLE schema_migration (
    version INTEGER PRIMARY KEY,                        -- equals PRAGMA user_version after it
    name    TEXT    NOT NULL,                           -- the script
    program TEXT    NOT NULL,                           -- the version that ran it
    applied TEXT    NOT NULL
) STRICT;

CREATE TABLE image (
    id            INTEGER PRIMARY KEY,
    relative_path TEXT    NOT NULL,                     -- from the project's folder, with /
    sha256        TEXT    NOT NULL UNIQUE CHECK (length(sha256) = 64), -- of the file, or of a series' files
    kind          TEXT    NOT NULL CHECK (kind IN ('photograph', 'volume')),
    modality      TEXT    NOT NULL,
    width         INTEGER NOT NULL CHECK (width BETWEEN 1 AND 1000000),
    height        INTEGER NOT NULL CHECK (height BETWEEN 1 AND 1000000),
    slices        INTEGER NOT NULL CHECK (slices BETWEEN 1 AND 1000000),
    spacing_x     REAL,                                 -- NULL for photographs
    spacing_y     REAL,
    spacing_z     REAL,
    patient_id    TEXT    NOT NULL,                     -- '' where unknown
    study_uid     TEXT    NOT NULL,
    series_uid    TEXT    NOT NULL,
    added         TEXT    NOT NULL
) STRICT;

CREATE INDEX image_by_path ON image (relative_path);

CREATE TABLE label (
    image_id INTEGER NOT NULL REFERENCES image (id),
    number   INTEGER NOT NULL CHECK (number BETWEEN 1 AND 255), -- the value in the masks
    position INTEGER NOT NULL,                          -- in the list on the screen
    name     TEXT    NOT NULL,
    color    INTEGER NOT NULL,                          -- 0xAARRGGBB
    visible  INTEGER NOT NULL CHECK (visible IN (0, 1)),
    locked   INTEGER NOT NULL CHECK (locked IN (0, 1)),
    PRIMARY KEY (image_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    id       INTEGER PRIMARY KEY,
    folder   TEXT    NOT NULL,
    config   TEXT    NOT NULL,                          -- JSON, as config.json of the run
    manifest TEXT    NOT NULL,                          -- JSON: exact ids and hashes of what was trained on
    metrics  TEXT    NOT NULL,                          -- JSON: held-out numbers before and after
    finished TEXT    NOT NULL
) STRICT;

CREATE TABLE model (
    id          INTEGER PRIMARY KEY,
    sha256      TEXT    NOT NULL UNIQUE CHECK (length(sha256) = 64),
    path        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    task        TEXT    NOT NULL CHECK (task IN ('dermoscopy', 'ct')),
    classes     INTEGER NOT NULL CHECK (classes BETWEEN 1 AND 256),
    class_names TEXT    NOT NULL,                       -- JSON array, without background
    input_side  INTEGER NOT NULL,
    parent_id   INTEGER REFERENCES model (id),          -- what it was fine-tuned from
    run_id      INTEGER REFERENCES run (id),            -- the run that made it
    added       TEXT    NOT NULL
) STRICT;

CREATE TABLE model_activation (
    id          INTEGER PRIMARY KEY,
    model_id    INTEGER NOT NULL REFERENCES model (id),
    previous_id INTEGER REFERENCES model_activation (id), -- where "go back" leads
    created     TEXT    NOT NULL
) STRICT;

CREATE TABLE revision (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,        -- ascending: the order of work
    image_id  INTEGER NOT NULL REFERENCES image (id),
    slice     INTEGER NOT NULL CHECK (slice >= 0),
    kind      TEXT    NOT NULL CHECK (kind IN ('prediction', 'edit', 'import')),
    tool      TEXT    NOT NULL,                         -- "brush", "undo"...; '' for predictions
    left      INTEGER NOT NULL CHECK (left >= 0),       -- the rectangle that `patch` replaces
    top       INTEGER NOT NULL CHECK (top >= 0),
    width     INTEGER NOT NULL CHECK (width > 0),
    height    INTEGER NOT NULL CHECK (height > 0),
    patch     BLOB    NOT NULL,                         -- its labels afterwards
    threshold REAL,                                     -- where the change set the threshold of the kept probabilities
    created   TEXT    NOT NULL
) STRICT;

CREATE INDEX revision_by_slice ON revision (image_id, slice, id);

CREATE TABLE mask_snapshot (
    revision_id INTEGER PRIMARY KEY REFERENCES revision (id),
    mask        BLOB    NOT NULL                        -- the whole slice after that revision
) STRICT;

CREATE TABLE prediction (
    revision_id   INTEGER PRIMARY KEY REFERENCES revision (id),
    model_id      INTEGER NOT NULL REFERENCES model (id),
    device        TEXT    NOT NULL,
    preprocessing TEXT    NOT NULL,
    threshold     REAL    NOT NULL,
    seconds       REAL    NOT NULL
) STRICT;

CREATE TABLE probability (
    revision_id INTEGER PRIMARY KEY REFERENCES prediction (revision_id),
    classes     INTEGER NOT NULL CHECK (classes BETWEEN 1 AND 256),
    deflated    BLOB    NOT NULL
) STRICT;

CREATE TABLE review (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    revision_id INTEGER NOT NULL REFERENCES revision (id), -- what was looked at
    status      TEXT    NOT NULL CHECK (status IN ('approved', 'rejected')),
    created     TEXT    NOT NULL
) STRICT;

CREATE INDEX review_by_revision ON review (revision_id);

CREATE TRIGGER schema_migration_is_never_changed BEFORE UPDATE ON schema_migration
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER schema_migration_is_never_deleted BEFORE DELETE ON schema_migration
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER revision_is_never_changed BEFORE UPDATE ON revision
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER revision_is_never_deleted BEFORE DELETE ON revision
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER mask_snapshot_is_never_changed BEFORE UPDATE ON mask_snapshot
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER mask_snapshot_is_never_deleted BEFORE DELETE ON mask_snapshot
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER prediction_is_never_changed BEFORE UPDATE ON prediction
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER prediction_is_never_deleted BEFORE DELETE ON prediction
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER probability_is_never_changed BEFORE UPDATE ON probability
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER probability_is_never_deleted BEFORE DELETE ON probability
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER review_is_never_changed BEFORE UPDATE ON review
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER review_is_never_deleted BEFORE DELETE ON review
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER run_is_never_changed BEFORE UPDATE ON run
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER run_is_never_deleted BEFORE DELETE ON run
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER model_activation_is_never_changed BEFORE UPDATE ON model_activation
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER model_activation_is_never_deleted BEFORE DELETE ON model_activation
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER image_is_never_deleted BEFORE DELETE ON image
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER image_keeps_its_identity BEFORE UPDATE OF id, sha256, kind, width, height, slices ON image
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER model_is_never_deleted BEFORE DELETE ON model
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER model_keeps_its_identity BEFORE UPDATE OF id, sha256, classes, parent_id, run_id ON model
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER a_revision_lies_within_its_image BEFORE INSERT ON revision
WHEN EXISTS (
    SELECT 1 FROM image
    WHERE id = NEW.image_id
      AND (NEW.slice >= slices OR NEW.left + NEW.width > width OR NEW.top + NEW.height > height))
BEGIN
    SELECT RAISE (ABORT, 'a revision must lie within its image');
END;

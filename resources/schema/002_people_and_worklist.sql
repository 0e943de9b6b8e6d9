-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who did what, how long it took, and a worklist that need not be computed.
-- slice_state and worklist are derived: triggers keep them, and they can be rebuilt from revision, review, score and
-- work_interval at any time. session and lease are about now. Everything else is history and takes new rows only,
-- except image.lesion_id, image_tag and label, which describe what is shown.

CREATE TABLE annotator (
    id    INTEGER PRIMARY KEY,
    name  TEXT    NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
    added TEXT    NOT NULL
) STRICT;

-- Rows of one undo step share `step`: the id of the first of them. NULL in rows older than this column, which are
-- steps of their own. `labelled_pixels` is the number of pixels with a label after the revision, `changed_pixels` how
-- many differ from before; NULL where they were never counted.
ALTER TABLE revision ADD COLUMN step INTEGER CHECK (step > 0);
ALTER TABLE revision ADD COLUMN annotator_id INTEGER REFERENCES annotator (id);
ALTER TABLE revision ADD COLUMN labelled_pixels INTEGER CHECK (labelled_pixels >= 0);
ALTER TABLE revision ADD COLUMN changed_pixels INTEGER CHECK (changed_pixels >= 0);
ALTER TABLE revision ADD COLUMN restored_id INTEGER REFERENCES revision (id);

-- Coded meaning of a label: value, scheme and meaning as in DICOM's code sequences. '' where none was chosen.
ALTER TABLE label ADD COLUMN category_value TEXT NOT NULL DEFAULT '';
ALTER TABLE label ADD COLUMN category_scheme TEXT NOT NULL DEFAULT '';
ALTER TABLE label ADD COLUMN category_meaning TEXT NOT NULL DEFAULT '';
ALTER TABLE label ADD COLUMN type_value TEXT NOT NULL DEFAULT '';
ALTER TABLE label ADD COLUMN type_scheme TEXT NOT NULL DEFAULT '';
ALTER TABLE label ADD COLUMN type_meaning TEXT NOT NULL DEFAULT '';

ALTER TABLE image ADD COLUMN lesion_id TEXT NOT NULL DEFAULT '';

ALTER TABLE model ADD COLUMN architecture TEXT NOT NULL DEFAULT '';      -- one line: widths, depths, state size

CREATE TABLE image_tag (
    image_id INTEGER NOT NULL REFERENCES image (id),
    tag      TEXT    NOT NULL CHECK (length(tag) BETWEEN 1 AND 100),
    PRIMARY KEY (image_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_tag_by_tag ON image_tag (tag, image_id);

CREATE TABLE image_alias (                              -- further hashes under which an image is found
    sha256   TEXT    PRIMARY KEY CHECK (length(sha256) = 64),
    image_id INTEGER NOT NULL REFERENCES image (id),
    reason   TEXT    NOT NULL,
    added    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX image_alias_by_image ON image_alias (image_id);

CREATE TABLE run_epoch (
    run_id        INTEGER NOT NULL REFERENCES run (id),
    epoch         INTEGER NOT NULL CHECK (epoch >= 0),
    learning_rate REAL,                                 -- NULL where not measured
    training_loss REAL,
    held_out_loss REAL,
    held_out_dice REAL,
    seconds       REAL,
    PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE score (                                    -- what a model made of an image, also without a mask kept
    image_id    INTEGER NOT NULL REFERENCES image (id),
    model_id    INTEGER NOT NULL REFERENCES model (id),
    slice       INTEGER NOT NULL CHECK (slice >= 0),    -- the least certain one
    uncertainty REAL    NOT NULL CHECK (uncertainty >= 0), -- its mean entropy in bits
    created     TEXT    NOT NULL,
    PRIMARY KEY (image_id, model_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX score_by_model ON score (model_id);

CREATE TABLE work_interval (                            -- time in front of an image
    id           INTEGER PRIMARY KEY,
    image_id     INTEGER NOT NULL REFERENCES image (id),
    annotator_id INTEGER REFERENCES annotator (id),
    started      TEXT    NOT NULL,
    seconds      REAL    NOT NULL CHECK (seconds BETWEEN 0 AND 86400)
) STRICT;

CREATE INDEX work_interval_by_image ON work_interval (image_id);

CREATE TABLE session (                                  -- a program that has the project open for writing
    id           TEXT    PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
    annotator    TEXT    NOT NULL,
    host         TEXT    NOT NULL,
    process      INTEGER NOT NULL,
    expires      INTEGER NOT NULL                       -- milliseconds since 1970, UTC; put off by a heartbeat
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (                                    -- who may change an image, until when
    image_id   INTEGER PRIMARY KEY REFERENCES image (id),
    session_id TEXT    NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    expires    INTEGER NOT NULL
) STRICT;

CREATE INDEX lease_by_session ON lease (session_id);

-- review anew, as a CHECK cannot be changed: with 'submitted' (its annotator is done; to be reviewed), comment and
-- reader. Nothing refers to it.
CREATE TABLE review_2 (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    revision_id  INTEGER NOT NULL REFERENCES revision (id), -- what was looked at
    status       TEXT    NOT NULL CHECK (status IN ('submitted', 'approved', 'rejected')),
    comment      TEXT    NOT NULL DEFAULT '' CHECK (length(comment) <= 10000),
    annotator_id INTEGER REFERENCES annotator (id),
    created      TEXT    NOT NULL
) STRICT;

INSERT INTO review_2 (id, revision_id, status, created) SELECT id, revision_id, status, created FROM review ORDER BY id;

DROP TABLE review;

ALTER TABLE review_2 RENAME TO review;

CREATE INDEX review_by_revision ON review (revision_id);

CREATE TABLE slice_state (                              -- derived: where each slice with revisions stands
    image_id        INTEGER NOT NULL REFERENCES image (id),
    slice           INTEGER NOT NULL CHECK (slice >= 0),
    status          TEXT    NOT NULL
        CHECK (status IN ('predicted', 'edited', 'submitted', 'approved', 'rejected')), -- of the newest revision
    newest_id       INTEGER NOT NULL REFERENCES revision (id),
    approved_id     INTEGER REFERENCES revision (id),   -- the newest approved one, unless a later review rejected
    corrected       INTEGER NOT NULL CHECK (corrected IN (0, 1)),
    revisions       INTEGER NOT NULL CHECK (revisions > 0),
    labelled_pixels INTEGER,                            -- NULL: not counted yet
    changed         TEXT    NOT NULL,
    PRIMARY KEY (image_id, slice)
) STRICT, WITHOUT ROWID;

CREATE INDEX slice_state_uncounted ON slice_state (image_id, slice) WHERE labelled_pixels IS NULL;

CREATE TABLE worklist (                                 -- derived: where each image stands
    image_id        INTEGER PRIMARY KEY REFERENCES image (id),
    text            TEXT    NOT NULL,                   -- what search looks at, in lower case
    state           TEXT    NOT NULL
        CHECK (state IN ('new', 'predicted', 'in work', 'to review', 'approved', 'rejected')),
    revisions       INTEGER NOT NULL,
    annotated       INTEGER NOT NULL,                   -- slices
    approved        INTEGER NOT NULL,                   -- slices
    labelled_pixels INTEGER,
    uncertainty     REAL,                               -- by the newest score
    uncertain_slice INTEGER,
    annotator_id    INTEGER REFERENCES annotator (id),  -- who changed it last
    seconds         REAL    NOT NULL,
    changed         TEXT    NOT NULL                    -- '' without revisions
) STRICT;

CREATE INDEX worklist_by_text ON worklist (text, image_id, state, annotator_id);

CREATE INDEX worklist_by_labelled ON worklist (labelled_pixels, image_id, state, annotator_id);

CREATE INDEX worklist_by_uncertainty ON worklist (uncertainty, image_id, state, annotator_id);

CREATE INDEX worklist_by_annotator ON worklist (annotator_id, image_id, state);

CREATE INDEX worklist_by_seconds ON worklist (seconds, image_id, state, annotator_id);

CREATE INDEX worklist_by_changed ON worklist (changed, image_id, state, annotator_id);

CREATE INDEX worklist_by_state ON worklist (state, text, image_id, annotator_id);

CREATE TRIGGER review_is_never_changed BEFORE UPDATE ON review
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER review_is_never_deleted BEFORE DELETE ON review
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER annotator_is_never_changed BEFORE UPDATE ON annotator
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER annotator_is_never_deleted BEFORE DELETE ON annotator
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER image_alias_is_never_changed BEFORE UPDATE ON image_alias
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER image_alias_is_never_deleted BEFORE DELETE ON image_alias
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER run_epoch_is_never_changed BEFORE UPDATE ON run_epoch
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER run_epoch_is_never_deleted BEFORE DELETE ON run_epoch
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER work_interval_is_never_changed BEFORE UPDATE ON work_interval
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER work_interval_is_never_deleted BEFORE DELETE ON work_interval
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

INSERT INTO slice_state
SELECT head.image_id, head.slice,
       coalesce((SELECT status FROM review WHERE revision_id = head.newest ORDER BY id DESC LIMIT 1),
                CASE WHEN revision.kind = 'prediction' THEN 'predicted' ELSE 'edited' END),
       head.newest,
       (SELECT CASE WHEN review.status = 'approved' THEN review.revision_id END
        FROM review JOIN revision AS r ON r.id = review.revision_id
        WHERE r.image_id = head.image_id AND r.slice = head.slice
        ORDER BY review.revision_id DESC, review.id DESC LIMIT 1),
       revision.kind <> 'prediction', head.revisions, NULL, revision.created
FROM (SELECT image_id, slice, max(id) AS newest, count(*) AS revisions FROM revision GROUP BY image_id, slice) AS head
JOIN revision ON revision.id = head.newest;

INSERT INTO worklist
    (image_id, text, state, revisions, annotated, approved, labelled_pixels, seconds, changed)
SELECT image.id,
       lower(image.relative_path || char(10) || image.patient_id || char(10) || image.study_uid || char(10)
                  || image.lesion_id || char(10)
                  || coalesce((SELECT group_concat(tag, char(10)) FROM image_tag WHERE image_id = image.id), '')),
       'new', 0, 0, 0, 0, 0, ''
FROM image;

UPDATE worklist SET (state, revisions, annotated, approved, labelled_pixels, changed) = (
        SELECT CASE
            WHEN count(*) = 0 THEN 'new'
            WHEN sum(status = 'rejected') > 0 THEN 'rejected'
            WHEN sum(status = 'approved') = count(*) THEN 'approved'
            WHEN sum(status = 'predicted') = count(*) THEN 'predicted'
            WHEN sum(status IN ('approved', 'submitted')) = count(*) THEN 'to review'
            ELSE 'in work' END,
            coalesce(sum(revisions), 0), count(*), sum(status = 'approved'),
            CASE WHEN sum(labelled_pixels IS NULL) = 0 THEN sum(labelled_pixels) END, coalesce(max(changed), '')
        FROM slice_state WHERE image_id = worklist.image_id)
WHERE image_id IN (SELECT image_id FROM slice_state);

CREATE TRIGGER a_step_lies_within_one_image BEFORE INSERT ON revision
WHEN NEW.step IS NOT NULL AND NEW.step <> NEW.id
     AND NOT EXISTS (SELECT 1 FROM revision WHERE id = NEW.step AND step = id AND image_id = NEW.image_id)
BEGIN
    SELECT RAISE (ABORT, 'a step must lie within one image');
END;

CREATE TRIGGER an_image_enters_the_worklist AFTER INSERT ON image
BEGIN
    INSERT INTO worklist (image_id, text, state, revisions, annotated, approved, labelled_pixels, seconds, changed)
    VALUES (NEW.id,
            lower(NEW.relative_path || char(10) || NEW.patient_id || char(10) || NEW.study_uid || char(10)
                  || NEW.lesion_id || char(10)
                  || coalesce((SELECT group_concat(tag, char(10)) FROM image_tag WHERE image_id = NEW.id), '')),
            'new', 0, 0, 0, 0, 0, '');
END;

CREATE TRIGGER the_worklist_follows_an_image AFTER UPDATE OF relative_path, patient_id, study_uid, lesion_id ON image
BEGIN
    UPDATE worklist SET text =
            lower(NEW.relative_path || char(10) || NEW.patient_id || char(10) || NEW.study_uid || char(10)
                  || NEW.lesion_id || char(10)
                  || coalesce((SELECT group_concat(tag, char(10)) FROM image_tag WHERE image_id = NEW.id), ''))
    WHERE image_id = NEW.id;
END;

CREATE TRIGGER the_worklist_takes_a_tag AFTER INSERT ON image_tag
BEGIN
    UPDATE worklist SET text = (
        SELECT lower(image.relative_path || char(10) || image.patient_id || char(10) || image.study_uid || char(10)
                  || image.lesion_id || char(10)
                  || coalesce((SELECT group_concat(tag, char(10)) FROM image_tag WHERE image_id = image.id), ''))
        FROM image WHERE id = NEW.image_id)
    WHERE image_id = NEW.image_id;
END;

CREATE TRIGGER the_worklist_loses_a_tag AFTER DELETE ON image_tag
BEGIN
    UPDATE worklist SET text = (
        SELECT lower(image.relative_path || char(10) || image.patient_id || char(10) || image.study_uid || char(10)
                  || image.lesion_id || char(10)
                  || coalesce((SELECT group_concat(tag, char(10)) FROM image_tag WHERE image_id = image.id), ''))
        FROM image WHERE id = OLD.image_id)
    WHERE image_id = OLD.image_id;
END;

CREATE TRIGGER a_revision_changes_its_slice AFTER INSERT ON revision
BEGIN
    INSERT INTO slice_state VALUES (NEW.image_id, NEW.slice,
            CASE WHEN NEW.kind = 'prediction' THEN 'predicted' ELSE 'edited' END,
            NEW.id, NULL, NEW.kind <> 'prediction', 1, NEW.labelled_pixels, NEW.created)
    ON CONFLICT (image_id, slice) DO UPDATE SET
            status = excluded.status, newest_id = excluded.newest_id, corrected = excluded.corrected,
            revisions = revisions + 1, labelled_pixels = excluded.labelled_pixels, changed = excluded.changed;
    UPDATE worklist SET annotator_id = coalesce(NEW.annotator_id, annotator_id) WHERE image_id = NEW.image_id;
END;

CREATE TRIGGER a_review_changes_its_slice AFTER INSERT ON review
BEGIN
    UPDATE slice_state SET status = NEW.status WHERE newest_id = NEW.revision_id
        AND (image_id, slice) = (SELECT image_id, slice FROM revision WHERE id = NEW.revision_id);
    UPDATE slice_state SET approved_id = CASE
            WHEN NEW.status = 'approved' THEN max(NEW.revision_id, coalesce(approved_id, 0))
            WHEN NEW.status = 'rejected' AND NEW.revision_id >= coalesce(approved_id, 0) THEN NULL
            ELSE approved_id END
    WHERE (image_id, slice) = (SELECT image_id, slice FROM revision WHERE id = NEW.revision_id);
END;

CREATE TRIGGER a_new_slice_changes_its_image AFTER INSERT ON slice_state
BEGIN
    UPDATE worklist SET (state, revisions, annotated, approved, labelled_pixels, changed) = (
        SELECT CASE
            WHEN count(*) = 0 THEN 'new'
            WHEN sum(status = 'rejected') > 0 THEN 'rejected'
            WHEN sum(status = 'approved') = count(*) THEN 'approved'
            WHEN sum(status = 'predicted') = count(*) THEN 'predicted'
            WHEN sum(status IN ('approved', 'submitted')) = count(*) THEN 'to review'
            ELSE 'in work' END,
            coalesce(sum(revisions), 0), count(*), sum(status = 'approved'),
            CASE WHEN sum(labelled_pixels IS NULL) = 0 THEN sum(labelled_pixels) END, coalesce(max(changed), '')
        FROM slice_state WHERE image_id = NEW.image_id)
    WHERE image_id = NEW.image_id;
END;

CREATE TRIGGER a_slice_changes_its_image AFTER UPDATE ON slice_state
BEGIN
    UPDATE worklist SET (state, revisions, annotated, approved, labelled_pixels, changed) = (
        SELECT CASE
            WHEN count(*) = 0 THEN 'new'
            WHEN sum(status = 'rejected') > 0 THEN 'rejected'
            WHEN sum(status = 'approved') = count(*) THEN 'approved'
            WHEN sum(status = 'predicted') = count(*) THEN 'predicted'
            WHEN sum(status IN ('approved', 'submitted')) = count(*) THEN 'to review'
            ELSE 'in work' END,
            coalesce(sum(revisions), 0), count(*), sum(status = 'approved'),
            CASE WHEN sum(labelled_pixels IS NULL) = 0 THEN sum(labelled_pixels) END, coalesce(max(changed), '')
        FROM slice_state WHERE image_id = NEW.image_id)
    WHERE image_id = NEW.image_id;
END;

CREATE TRIGGER the_worklist_adds_up_time AFTER INSERT ON work_interval
BEGIN
    UPDATE worklist SET seconds = seconds + NEW.seconds WHERE image_id = NEW.image_id;
END;

CREATE TRIGGER the_worklist_takes_a_score AFTER INSERT ON score
BEGIN
    UPDATE worklist SET uncertainty = NEW.uncertainty, uncertain_slice = NEW.slice WHERE image_id = NEW.image_id;
END;

CREATE TRIGGER the_worklist_takes_a_new_score AFTER UPDATE ON score
BEGIN
    UPDATE worklist SET uncertainty = NEW.uncertainty, uncertain_slice = NEW.slice WHERE image_id = NEW.image_id;
END;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who is to do an image, which images are on the list, and more columns to sort it by.
-- assignment takes new rows only. image.listed says what the worklist shows, not what was done: an image that is taken
-- off the list keeps its masks and their history, and comes back as it was.

CREATE TABLE assignment (
    id           INTEGER PRIMARY KEY,
    image_id     INTEGER NOT NULL REFERENCES image (id),
    annotator_id INTEGER NOT NULL REFERENCES annotator (id),
    assigned     TEXT    NOT NULL
) STRICT;

CREATE INDEX assignment_by_image ON assignment (image_id);

CREATE INDEX label_by_name ON label (name, image_id);

ALTER TABLE image ADD COLUMN listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1));

ALTER TABLE worklist ADD COLUMN patient TEXT NOT NULL DEFAULT '';        -- in lower case, to sort by
ALTER TABLE worklist ADD COLUMN lesion TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist ADD COLUMN tags TEXT NOT NULL DEFAULT '';

UPDATE worklist SET
    patient = (SELECT lower(patient_id) FROM image WHERE id = worklist.image_id),
    lesion = (SELECT lower(lesion_id) FROM image WHERE id = worklist.image_id),
    tags = coalesce((SELECT group_concat(tag, char(10)) FROM
        (SELECT lower(tag) AS tag FROM image_tag WHERE image_id = worklist.image_id ORDER BY 1)), '');

CREATE INDEX worklist_by_patient ON worklist (patient, image_id, state, annotator_id);

CREATE INDEX worklist_by_lesion ON worklist (lesion, image_id, state, annotator_id);

CREATE INDEX worklist_by_tags ON worklist (tags, image_id, state, annotator_id);

CREATE TRIGGER assignment_is_never_changed BEFORE UPDATE ON assignment
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

CREATE TRIGGER assignment_is_never_deleted BEFORE DELETE ON assignment
BEGIN
    SELECT RAISE (ABORT, 'history is append-only');
END;

-- The annotator of the worklist is who was given the image or changed it, whichever came last.
CREATE TRIGGER the_worklist_takes_an_assignment AFTER INSERT ON assignment
BEGIN
    UPDATE worklist SET annotator_id = NEW.annotator_id WHERE image_id = NEW.image_id;
END;

CREATE TRIGGER a_worklist_row_gets_its_columns AFTER INSERT ON worklist
BEGIN
    UPDATE worklist SET
        patient = (SELECT lower(patient_id) FROM image WHERE id = NEW.image_id),
        lesion = (SELECT lower(lesion_id) FROM image WHERE id = NEW.image_id),
        tags = coalesce((SELECT group_concat(tag, char(10)) FROM
            (SELECT lower(tag) AS tag FROM image_tag WHERE image_id = NEW.image_id ORDER BY 1)), '')
    WHERE image_id = NEW.image_id;
END;

CREATE TRIGGER the_columns_follow_an_image AFTER UPDATE OF patient_id, lesion_id ON image
BEGIN
    UPDATE worklist SET patient = lower(NEW.patient_id), lesion = lower(NEW.lesion_id) WHERE image_id = NEW.id;
END;

CREATE TRIGGER the_columns_take_a_tag AFTER INSERT ON image_tag
BEGIN
    UPDATE worklist SET tags = coalesce((SELECT group_concat(tag, char(10)) FROM
        (SELECT lower(tag) AS tag FROM image_tag WHERE image_id = NEW.image_id ORDER BY 1)), '')
    WHERE image_id = NEW.image_id;
END;

CREATE TRIGGER the_columns_lose_a_tag AFTER DELETE ON image_tag
BEGIN
    UPDATE worklist SET tags = coalesce((SELECT group_concat(tag, char(10)) FROM
        (SELECT lower(tag) AS tag FROM image_tag WHERE image_id = OLD.image_id ORDER BY 1)), '')
    WHERE image_id = OLD.image_id;
END;

CREATE TRIGGER an_image_leaves_the_worklist AFTER UPDATE OF listed ON image
WHEN NEW.listed = 0
BEGIN
    DELETE FROM worklist WHERE image_id = NEW.id;
END;

CREATE TRIGGER an_image_returns_to_the_worklist AFTER UPDATE OF listed ON image
WHEN NEW.listed = 1 AND NOT EXISTS (SELECT 1 FROM worklist WHERE image_id = NEW.id)
BEGIN
    INSERT INTO worklist
        (image_id, text, state, revisions, annotated, approved, labelled_pixels, uncertainty, uncertain_slice,
         annotator_id, seconds, changed)
    SELECT NEW.id,
           lower(NEW.relative_path || char(10) || NEW.patient_id || char(10) || NEW.study_uid || char(10)
                 || NEW.lesion_id || char(10)
                 || coalesce((SELECT group_concat(tag, char(10)) FROM image_tag WHERE image_id = NEW.id), '')),
           CASE
               WHEN count(*) = 0 THEN 'new'
               WHEN sum(status = 'rejected') > 0 THEN 'rejected'
               WHEN sum(status = 'approved') = count(*) THEN 'approved'
               WHEN sum(status = 'predicted') = count(*) THEN 'predicted'
               WHEN sum(status IN ('approved', 'submitted')) = count(*) THEN 'to review'
               ELSE 'in work' END,
           coalesce(sum(revisions), 0), count(*), coalesce(sum(status = 'approved'), 0),
           CASE WHEN coalesce(sum(labelled_pixels IS NULL), 0) = 0 THEN coalesce(sum(labelled_pixels), 0) END,
           (SELECT uncertainty FROM score WHERE image_id = NEW.id ORDER BY created DESC LIMIT 1),
           (SELECT slice FROM score WHERE image_id = NEW.id ORDER BY created DESC LIMIT 1),
           (SELECT annotator_id FROM
               (SELECT annotator_id, created FROM revision WHERE image_id = NEW.id AND annotator_id IS NOT NULL
                UNION ALL SELECT annotator_id, assigned FROM assignment WHERE image_id = NEW.id)
            ORDER BY created DESC LIMIT 1),
           (SELECT total(seconds) FROM work_interval WHERE image_id = NEW.id),
           coalesce(max(changed), '')
    FROM slice_state WHERE image_id = NEW.id;
END;

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/image_opener.h"
#include "app/studio/image_paths.h"
#include "app/studio/mask_export.h"
#include "app/studio/model_library.h"
#include "app/studio/project_session.h"
#include "app/studio/segmentation_controller.h"
#include "app/studio/training_controller.h"
#include "inference/client/inference_client.h"
#include "inference/client/training_client.h"
#include "widgets/panels/message_bar.h"

#include <QObject>

#include <functional>
#include <memory>

namespace vmunet {

class Document;

/// The studio without its window: owns project, service processes, the open document and the controllers between them,
/// in the order of their dependence. Main thread; nothing here blocks it but close().
class Workbench : public QObject {
    Q_OBJECT

public:
    struct Options {
        QString project; ///< Empty: the default project of the user.
        QString device = QStringLiteral("auto");
    };
    using Severity = MessageBar::Severity;

    explicit Workbench(const Options &options, QObject *parent = nullptr);
    ~Workbench() override;

    /// Opens the project, starts the service, opens what the command line named. After the window is shown.
    void start(const QStringList &paths);
    /// Images, folders and projects.
    void open(const QStringList &paths);
    void openProject(const QString &path);
    void showImage(const QString &path);
    /// Reads the annotation of the shown image again, and asks for its lease again.
    void reopenImage();
    /// One of the series of a folder.
    void showSeries(const QString &folder, const SeriesInfo &series);
    void cancelOpening() { m_opener.cancel(); }
    void exportMask(const ExportJob &job);
    /// Says when everything is on disk, or what keeps it from there. Never waits.
    void save();
    /// Writes what is pending. An error: something is not on disk yet; asking again tries again.
    Status close();

    void segmentSlice();
    void segmentAll();
    void segmentBox(QRect box); ///< Of the current slice.
    /// Marks the slice as right and asks for the next image; in a volume, for the next slice.
    void approveSlice();
    void setThreshold(double threshold);
    void settleThreshold();

    Document *document() const { return m_document.get(); }
    /// The document where it may be changed; null where it can only be looked at.
    Document *editable() const;
    QString imagePath() const { return m_imagePath; }
    QString projectPath() const { return m_session.path(); }
    QString projectName() const;
    bool isSaved() const { return m_saved; }
    /// The model that a segmentation would use now; null if none is known.
    const ModelRecord *activeModel() const;
    /// Of the open image, else of photographs.
    QString task() const;

    InferenceClient &client() { return m_client; }
    TrainingClient &trainer() { return m_trainer; }
    ProjectSession &session() { return m_session; }
    ModelLibrary &models() { return m_models; }
    SegmentationController &segmentation() { return m_segmentation; }
    TrainingController &training() { return m_training; }

Q_SIGNALS:
    void message(vmunet::MessageBar::Severity severity, const QString &text);
    void imagesAdded(const QStringList &paths);
    /// The document is there, with its stored annotation.
    void documentOpened(const vmunet::OpenedImage &image);
    /// Before the open document goes.
    void documentClosing();
    void projectOpened(const QString &path);
    /// Another project is being opened: its images replace the listed ones.
    void imagesReset();
    /// What is being read; empty when nothing is.
    void loading(const QString &what, double fraction);
    /// A slice of what is being read.
    void previewed(const QImage &picture, int index, int count);
    void savedChanged(bool saved);
    void modelsChanged();
    void approved(); ///< The window goes to the next image.

private:
    void connectServices();
    /// Looks at the paths on a worker, then calls `then` with what they are, problems told.
    void expand(const QStringList &paths, std::function<void(const OpenRequest &)> then);
    void applyModel();
    void openFirstImage();
    void loadAnnotation(const OpenedImage &opened);
    void finishOpening(const OpenedImage &opened, const StoredAnnotation *stored);
    void closeDocument();
    void report(const Error &error);
    void tellWhenSaved();
    void segment(int first, int count);
    bool hasModel(); ///< Says so if there is none.
    LabelSet initialLabels(const Image &image) const;

    Options m_options;
    ProjectSession m_session;
    InferenceClient m_client;
    TrainingClient m_trainer;
    ModelLibrary m_models;
    SegmentationController m_segmentation;
    TrainingController m_training;
    ImageOpener m_opener;
    std::unique_ptr<Document> m_document;
    OpenedImage m_opened; ///< What the document was made of; its pixels are shared.
    QString m_imagePath;
    QStringList m_waiting; ///< To be opened once the project is open.
    bool m_showFirst = false; ///< Show the project's first image once it is open.
    bool m_projectFailed = false;
    bool m_segmentWhenReady = false;
    bool m_saved = true;
    bool m_saveAsked = false;
    quint64 m_opening = 0; ///< Numbers showImage(), so that a late answer is told.
};

} // namespace vmunet

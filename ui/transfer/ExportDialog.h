#pragma once

#include "core/engine/EngineTypes.h"
#include "ui/transfer/ExportForm.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace syncline::ui {

class Banner;
class RunWatch;
class TransferProgress;

/** Writes records into a file: what and how, progress, and where the file is. Blocks nothing, and
 * deletes itself when closed. */
class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(const UiContext &context, std::shared_ptr<const ModelDef> model, ExportScope scope,
                 QWidget *parent);

private:
    QWidget *buildResult();
    void begin();
    void start(ExportRequest request);
    void follow(RunId run);
    void showEnd(const RunInfo &info);

    const UiContext m_context;
    const std::shared_ptr<const ModelDef> m_model;
    QStackedWidget *m_pages;
    ExportForm *m_form;
    TransferProgress *m_progress;
    QLabel *m_title = nullptr;
    QLabel *m_path = nullptr;
    QLabel *m_notes = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_folder = nullptr;
    QPushButton *m_close = nullptr;
    RunWatch *m_watch = nullptr;
    QString m_file;
};

} // namespace syncline::ui

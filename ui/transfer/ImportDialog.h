#pragma once

#include "core/engine/EngineTypes.h"
#include "core/model/ModelDef.h"
#include "core/transfer/TransferTypes.h"
#include "ui/shell/UiContext.h"

#include <QDialog>

#include <memory>

class QStackedWidget;

namespace syncline::ui {

class ImportResult;
class ImportSetup;
class RunWatch;
class TransferProgress;

/**
 * Imports a file into a model: set up, then a run with its progress, then what came of it. Blocks
 * nothing, and deletes itself when closed; a run under way goes on without it.
 */
class ImportDialog final : public QDialog
{
    Q_OBJECT

public:
    /** @p file: empty: it is asked for. */
    ImportDialog(const UiContext &context, std::shared_ptr<const ModelDef> model,
                 const QString &file, QWidget *parent);

    /** Asks when a map that the user made would be lost. */
    void reject() override;

Q_SIGNALS:
    void imported(); ///< Records may have changed.
    void runRequested(qint64 run);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void start(bool dryRun);
    void follow(RunId run);

    const UiContext m_context;
    QStackedWidget *m_pages;
    ImportSetup *m_setup;
    TransferProgress *m_progress;
    ImportResult *m_result;
    RunWatch *m_watch = nullptr;
};

} // namespace syncline::ui

#include "ui/transfer/ImportDialog.h"

#include "core/engine/Engine.h"
#include "core/engine/Transfers.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/transfer/ImportResult.h"
#include "ui/transfer/ImportSetup.h"
#include "ui/transfer/RunWatch.h"
#include "ui/transfer/TransferProgress.h"

#include <QFileInfo>
#include <QKeyEvent>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ImportDialog::ImportDialog(const UiContext &context, std::shared_ptr<const ModelDef> model,
                           const QString &file, QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_pages(new QStackedWidget(this)),
      m_setup(nullptr),
      m_progress(new TransferProgress(u"import.progress"_s, this)),
      m_result(new ImportResult(context, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"import"_s);
    setWindowTitle(tr("Import into %1").arg(displayLine(model->name, 60)));
    m_setup = new ImportSetup(context, std::move(model), this);
    auto *layout = new QVBoxLayout(this);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    for (QWidget *page : std::initializer_list<QWidget *>{m_setup, m_progress, m_result})
        m_pages->addWidget(page);
    setMinimumSize(640, 440);
    resize(1072, 700);
    connect(m_setup, &ImportSetup::importRequested, this, &ImportDialog::start);
    connect(m_setup, &ImportSetup::closeRequested, this, &ImportDialog::reject);
    connect(m_progress, &TransferProgress::cancelled, this, [this] {
        if (m_watch)
            m_context.engine->cancelRun(m_watch->run());
    });
    connect(m_result, &ImportResult::backRequested, this, [this] {
        m_pages->setCurrentWidget(m_setup);
        m_setup->refresh();
        m_setup->focusFirst();
    });
    connect(m_result, &ImportResult::importRequested, this, [this] { start(false); });
    connect(m_result, &ImportResult::closeRequested, this, &QDialog::accept);
    connect(m_result, &ImportResult::runRequested, this, &ImportDialog::runRequested);
    m_setup->setFile(file);
    m_setup->focusFirst();
}

/** In the set-up Enter belongs to what has the keyboard; it never starts an import by itself. */
void ImportDialog::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool isOnButton = qobject_cast<QPushButton *>(focusWidget()) != nullptr;
    if (!isEnter || isOnButton || m_pages->currentWidget() != m_setup)
        QDialog::keyPressEvent(event);
}

void ImportDialog::reject()
{
    if (m_pages->currentWidget() != m_setup || !m_setup->isEdited()) {
        QDialog::reject();
        return;
    }
    Question question;
    question.title = windowTitle();
    question.text = tr("What you said about the columns is not saved as a map. Closing the dialog "
                       "loses it.");
    question.doIt = tr("Close and Lose It");
    question.leaveIt = tr("Go On");
    question.destructive = true;
    m_context.prompter->ask(this, question, [this](Answer answer) {
        if (answer == Answer::DoIt)
            QDialog::reject();
    });
}

void ImportDialog::start(bool dryRun)
{
    ImportRequest request = m_setup->request();
    request.dryRun = dryRun;
    const QString name = displayLine(fromQString(QFileInfo(m_setup->file()).fileName()), 80);
    m_progress->begin(dryRun ? tr("Trying %1; nothing is kept").arg(name)
                             : tr("Importing %1").arg(name),
                      dryRun ? tr("Cancel the Dry Run") : tr("Cancel the Import"));
    m_pages->setCurrentWidget(m_progress);
    m_progress->focusCancel();
    whenDone(m_context.engine->transfers().startImport(std::move(request)), this,
             [this](const Result<RunId> &run) {
                 if (run) {
                     follow(run.value());
                     return;
                 }
                 m_pages->setCurrentWidget(m_setup);
                 m_context.prompter->show(this, run.error());
             });
}

void ImportDialog::follow(RunId run)
{
    delete m_watch;
    m_watch = new RunWatch(m_context.engine, run, this);
    connect(m_watch, &RunWatch::progressed, m_progress, &TransferProgress::setRun);
    connect(m_watch, &RunWatch::ended, this, [this](const RunInfo &info) {
        m_pages->setCurrentWidget(m_result);
        if (info.mode != dryRunMode)
            m_setup->setEdited(false); // it has done its work
        m_result->showRun(info, m_setup->file());
        if (info.mode != dryRunMode)
            Q_EMIT imported();
    });
}

} // namespace syncline::ui

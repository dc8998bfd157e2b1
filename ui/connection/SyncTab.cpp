#include "ui/connection/SyncTab.h"

#include "core/base/Clock.h"
#include "core/base/Time.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/TimeText.h"
#include "ui/base/WhenDone.h"
#include "ui/connection/FailureModel.h"
#include "ui/connection/ProgressView.h"
#include "ui/connection/RunTable.h"
#include "ui/connection/RunTableModel.h"
#include "ui/prompt/Prompter.h"
#include "ui/shell/RunText.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

void SyncTab::setConnection(const ConnectionDef &def, const ConnectorInfo &connector, bool isNew)
{
    m_isNew = isNew;
    m_available.clear();
    const ProjectPtr project = m_context.engine->project();
    for (const auto &model : project->models) {
        if (model->source.connection == def.name)
            m_available.push_back(model->name);
    }
    std::erase_if(m_models, [this](const std::string &name) {
        return std::find(m_available.begin(), m_available.end(), name) == m_available.end();
    });
    m_mode->setItemData(2, connector.deltaSync ? QVariant() : QVariant(0),
                        Qt::UserRole - 1); // not offered: shown, not choosable
    const bool canStart = !isNew && def.enabled && !m_context.engine->isReadOnly();
    m_start->setEnabled(canStart);
    m_modelButton->setEnabled(canStart && !m_available.empty());
    loadRuns();
}

void SyncTab::start()
{
    SyncRequest request;
    request.connection = fromQString(m_connection);
    request.models = m_models;
    request.mode = fromQString(m_mode->currentData(Qt::UserRole).toString());
    request.force = m_force->isChecked();
    if (!m_since->text().trimmed().isEmpty()) {
        const auto time = readTime(m_since->text());
        setStyleProperty(m_since, "invalid", !time);
        if (!time) {
            m_banner->showMessage(Banner::Kind::Error,
                                  tr("\"Since\" is not understood; write a time such as 2024-05-31 "
                                     "or 2024-05-31 12:00."));
            m_since->setFocus();
            return;
        }
        request.since = iso::format(*time);
    }
    m_start->setEnabled(false);
    whenDone(m_context.engine->startSync(request), this, [this](const Result<RunId> &run) {
        m_start->setEnabled(true);
        if (run)
            m_banner->hide();
        else
            m_banner->showMessage(Banner::Kind::Error, errorText(run.error()));
        showCurrent();
    });
}

QMenu *SyncTab::makeModelMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"sync.modelMenu"_s);
    for (const std::string &name : m_available) {
        QString text = displayLine(name, 60);
        QAction *action = menu->addAction(text.replace(u'&', u"&&"_s));
        action->setCheckable(true);
        action->setChecked(m_models.empty() ||
                           std::find(m_models.begin(), m_models.end(), name) != m_models.end());
        connect(action, &QAction::toggled, this, [this, name](bool isChosen) {
            if (m_models.empty())
                m_models = m_available;
            std::erase(m_models, name);
            if (isChosen)
                m_models.push_back(name);
            if (m_models.size() == m_available.size())
                m_models.clear();
            m_modelButton->setText(
                m_models.empty()
                    ? tr("All models")
                    : tr("%1 of %2 models").arg(m_models.size()).arg(m_available.size()));
        });
    }
    return menu;
}

void SyncTab::chooseModels()
{
    QMenu *menu = makeModelMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(m_modelButton->mapToGlobal(QPoint(0, m_modelButton->height())));
}

void SyncTab::loadRuns()
{
    if (m_isNew) {
        m_historyState->showEmpty(
            {u"sync"_s,
             tr("Not saved yet"),
             tr("Fill in the options and save; then the first sync can start."),
             {}});
        m_historyStack->setCurrentIndex(0);
        return;
    }
    RunQuery query;
    query.kind = RunKind::Sync;
    query.subject = fromQString(m_connection);
    whenDone(m_context.engine->runs(query), this, [this](const Result<std::vector<RunInfo>> &runs) {
        if (!runs) {
            m_historyState->showError(runs.error());
            m_historyStack->setCurrentIndex(0);
            return;
        }
        m_runs->setRuns(runs.value(), m_context.clock->now());
        m_current = runs->empty() ? std::nullopt : std::optional<RunInfo>(runs->front());
        if (runs->empty())
            m_historyState->showEmpty({u"sync"_s, tr("Never synced"),
                                       tr("A sync brings the records of this source into the local "
                                          "database, and keeps them up to date."),
                                       tr("Sync Now")});
        m_historyStack->setCurrentIndex(runs->empty() ? 0 : 1);
        showCurrent();
    });
}

void SyncTab::handleRun(const RunInfo &run)
{
    if (run.kind != RunKind::Sync || toQString(run.subject) != m_connection || run.parent != noRun)
        return;
    m_runs->merge(run, m_context.clock->now());
    m_historyStack->setCurrentIndex(1);
    if (!m_current || raw(run.id) >= raw(m_current->id)) {
        m_current = run;
        showCurrent();
    }
}

void SyncTab::showCurrent()
{
    m_currentBox->setVisible(m_current.has_value());
    if (!m_current) {
        m_failureBox->hide();
        return;
    }
    const RunInfo &run = *m_current;
    const bool isNow = isRunning(run);
    m_currentTitle->setText(isNow ? tr("Syncing now · run %1").arg(raw(run.id))
                                  : tr("Last sync · run %1").arg(raw(run.id)));
    setPill(m_currentState, runStatePill(run.state), runStateText(run.state));
    QStringList words{displayLine(run.mode, 40), runDurationText(run, m_context.clock->now()),
                      isNow ? displayLine(run.note, 160) : countsText(runCounts(run))};
    if (!isNow && (run.error || words.constLast().isEmpty()))
        words.append(runResultText(run));
    words.removeAll(QString());
    m_currentNote->setText(words.join(u" · "_s));
    m_cancel->setVisible(isNow);
    m_progress->setRun(run);
    if (run.state == RunState::NeedsConfirmation)
        m_banner->showMessage(
            Banner::Kind::Warning,
            tr("The source no longer has %1 records that are here. They are kept until you say so.")
                .arg(countText(run.pendingDeletes)),
            tr("Delete %1 Records…").arg(countText(run.pendingDeletes)));
    else if (m_banner->property("banner").toString() == u"warning"_s)
        m_banner->hide();
    if (runCounts(run).failed > 0 && m_failuresOf != run.id && !isNow)
        showFailures(run.id);
    m_failureBox->setVisible(runCounts(run).failed > 0 && !isNow);
}

void SyncTab::showFailures(RunId run)
{
    m_failuresOf = run;
    whenDone(m_context.engine->quarantined(run), this,
             [this, run](const Result<std::vector<QuarantinedRecord>> &failures) {
                 if (run != m_failuresOf)
                     return;
                 m_failureTitle->setText(
                     failures ? tr("Could not be stored: %1")
                                    .arg(countText(static_cast<std::int64_t>(failures->size())))
                              : errorText(failures.error()));
                 if (failures)
                     m_failures->setFailures(failures.value());
             });
}

void SyncTab::confirm()
{
    if (!m_current || m_current->state != RunState::NeedsConfirmation)
        return;
    Question question;
    question.title = tr("Delete records");
    question.text = tr("This deletes %1 local records that the source of %2 no longer has.")
                        .arg(countText(m_current->pendingDeletes), m_connection);
    question.doIt = tr("Delete %1 Records").arg(countText(m_current->pendingDeletes));
    question.leaveIt = tr("Keep Them");
    question.destructive = true;
    m_context.prompter->ask(this, question, [this, run = m_current->id](Answer answer) {
        if (answer != Answer::DoIt)
            return;
        whenDone(m_context.engine->confirmSync(run), this, [this](const Result<RunId> &confirmed) {
            if (!confirmed)
                m_context.prompter->show(this, confirmed.error());
        });
    });
}

} // namespace syncline::ui

#include "ui/shell/StatusLine.h"

#include "core/base/Clock.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/shell/RunText.h"
#include "ui/widget/PlainLabel.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr std::int64_t longTransaction = 2000; // ms; worth a warning
} // namespace

StatusLine::StatusLine(QWidget *parent)
    : QStatusBar(parent),
      m_doing(makeLabel({}, this)),
      m_lastSync(makeLabel({}, this)),
      m_problems(makeLinkButton({}, u"status.problems"_s, this))
{
    setObjectName(u"status"_s);
    setSizeGripEnabled(false);
    m_doing->setObjectName(u"status.doing"_s);
    m_lastSync->setObjectName(u"status.lastSync"_s);
    addWidget(m_doing, 1);
    addPermanentWidget(m_lastSync);
    addPermanentWidget(m_problems);
    connect(m_problems, &QPushButton::clicked, this, &StatusLine::problemsRequested);
    setProject({});
}

void StatusLine::setProject(const UiContext &context)
{
    if (m_context.engine)
        m_context.engine->disconnect(this);
    m_context = context;
    m_lastSync->clear();
    if (context.engine) {
        connect(context.engine, &Engine::statusChanged, this, &StatusLine::update);
        connect(context.engine, &Engine::problemsChanged, this, &StatusLine::update);
        connect(context.engine, &Engine::runChanged, this, [this](const RunInfo &run) {
            if (run.kind == RunKind::Sync && !isRunning(run))
                loadLastSync();
        });
        loadLastSync();
    }
    update();
}

void StatusLine::update()
{
    if (!m_context.engine) {
        m_doing->setText(tr("No project is open"));
        m_problems->hide();
        return;
    }
    const EngineStatus status = m_context.engine->status();
    QString doing =
        status.writer.empty() ? tr("Ready") : tr("Writing: %1").arg(displayLine(status.writer, 80));
    const bool isLongOne = !status.writer.empty() && status.writerHeldMs > longTransaction;
    if (isLongOne)
        doing += u" · "_s + tr("transaction open for %1").arg(durationText(status.writerHeldMs));
    if (status.writersWaiting > 0)
        doing += u" · "_s + tr("%n waiting", nullptr, static_cast<int>(status.writersWaiting));
    setRole(m_doing, isLongOne ? LabelRole::Warning : LabelRole::Muted);
    m_doing->setText(doing);
    const ProjectPtr project = m_context.engine->project();
    const auto problems =
        static_cast<int>(std::max(status.problems, project ? project->problems.size() : 0));
    m_problems->setVisible(problems > 0);
    m_problems->setText(tr("Problems: %1").arg(countText(problems)));
    m_problems->setAccessibleName(m_problems->text());
}

void StatusLine::loadLastSync()
{
    RunQuery query;
    query.kind = RunKind::Sync;
    query.limit = 1;
    whenDone(m_context.engine->runs(query), this, [this](const Result<std::vector<RunInfo>> &runs) {
        if (!m_context.engine || !runs || runs->empty())
            return;
        const RunInfo &last = runs->front();
        m_lastSync->setText(
            tr("Last sync: %1, %2")
                .arg(displayLine(last.subject, 40),
                     agoText(last.finished.value_or(last.started), m_context.clock->now())));
        m_lastSync->setToolTip(plainToolTip(utcText(last.finished.value_or(last.started))));
    });
}

} // namespace syncline::ui

#include "core/engine/EngineImpl.h"

#include <algorithm>

// What changes of models ask of the engine.

namespace syncline {

namespace {

std::vector<WaitingChange> waitingChanges(const std::vector<SchemaStep> &steps)
{
    std::vector<WaitingChange> changes;
    for (const SchemaStep &step : steps) {
        std::string what = step.summary;
        if (!step.blocker.empty())
            what += "; cannot be done, because " + step.blocker;
        else if (step.rowsLost > 0)
            what += "; waits for a decision";
        else
            what += "; waits until the project is open for writing";
        changes.push_back({.model = step.model, .what = std::move(what)});
    }
    return changes;
}

} // namespace

void EngineImpl::openSchemas()
{
    SchemaServices services;
    services.store = m_store.get();
    services.project = m_project.get();
    services.asks = &m_asks;
    services.clock = &m_clock;
    services.random = &m_random;
    services.environment = m_options.environment;
    services.writable = [this] { return writable(); };
    services.log = [this](LogEntry entry) { m_logs->append(std::move(entry)); };
    services.followed = [this](const FollowedSchema &followed) {
        {
            const std::lock_guard lock(m_mutex);
            m_effective = followed.effective;
            m_schemaPending = followed.pending;
            m_waiting = waitingChanges(followed.waiting);
        }
        if (followed.pending && followed.plan.losesData() && !m_options.readOnly)
            m_events->schemaNeedsConfirmation(followed.plan);
    };
    services.changed = [this](const SchemaPlan &plan) {
        for (const SchemaStep &step : plan.steps) {
            if (!step.sql.empty())
                m_events->recordsChanged(step.model, {}, noRun);
        }
        m_events->projectChanged();
    };
    m_schemas = std::make_unique<SchemaDesk>(std::move(services));
}

/** What counts is the newest state, under the desk's lock; @p state may be older by then. */
void EngineImpl::adopt(const ProjectPtr & /*state*/)
{
    if (const Result<void> followed = m_schemas->follow(); !followed) {
        LogEntry entry;
        entry.time = m_clock.now();
        entry.level = LogLevel::Error;
        entry.source = "system";
        entry.text =
            "The database could not follow the changed models: " + followed.error().message();
        entry.fields = {{"code", followed.error().code}, {"detail", followed.error().detail}};
        m_logs->append(std::move(entry));
    }
    m_events->projectChanged();
}

QFuture<Result<SchemaPlan>> EngineImpl::planSchema()
{
    return ask<SchemaPlan>(
        [this](std::stop_token stop) { return m_schemas->planPending(std::move(stop)); });
}

QFuture<Result<void>> EngineImpl::applySchema(Confirm confirmLoss)
{
    return ask<void>([this, confirmLoss](std::stop_token stop) -> Result<void> {
        SYNCLINE_CHECK(m_schemas->applyPending(confirmLoss, std::move(stop)));
        m_events->projectChanged();
        return {};
    });
}

} // namespace syncline

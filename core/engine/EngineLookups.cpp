#include "core/engine/EngineImpl.h"

// Saved filters, facets, finding, and what keeps the full-text indexes.

namespace syncline {

void EngineImpl::openLookups()
{
    LookupServices services;
    services.store = m_store.get();
    services.project = m_project.get();
    services.asks = &m_asks;
    services.effective = [this] { return effective(); };
    services.writable = [this] { return writable(); };
    services.changed = [this] { adopt(m_project->reload()); };
    services.log = [this](const std::string &text) {
        LogEntry entry;
        entry.time = m_clock.now();
        entry.level = LogLevel::Warn;
        entry.source = "system";
        entry.text = text;
        m_logs->append(std::move(entry));
    };
    auto desk = std::make_unique<LookupDesk>(std::move(services));
    m_actions.savedFilter = [desk = desk.get()](std::string_view model, std::string_view name) {
        return desk->savedFilter(model, name);
    };
    if (!m_options.readOnly) {
        // On the engine's own thread, which only passes it on.
        connect(this, &Engine::recordsChanged, this,
                [desk = desk.get()](const auto &change) { desk->keeper().changed(change.model); });
        connect(this, &Engine::projectChanged, this, [this, desk = desk.get()] {
            for (const auto &model : effective()->models)
                desk->keeper().changed(model->name);
        });
    }
    m_lookups = std::move(desk);
}

} // namespace syncline

#include "core/engine/EngineImpl.h"

// What views ask of the engine.

namespace syncline {

void EngineImpl::openViews()
{
    ViewServices services;
    services.store = m_store.get();
    services.project = m_project.get();
    services.clock = &m_clock;
    services.random = &m_random;
    services.effective = [this] { return effective(); };
    services.writable = [this] { return writable(); };
    services.filesChanged = [this] { adopt(m_project->reload()); };
    m_views = std::make_unique<ViewDesk>(std::move(services));
    m_actions.view = [this](ViewCall call) {
        m_views->runFor({.name = std::move(call.name),
                         .text = {},
                         .params = std::move(call.params),
                         .stop = std::move(call.stop)},
                        std::move(call.done));
    };
}

} // namespace syncline

#include "core/engine/EditDesk.h"
#include "core/engine/EngineImpl.h"

// What edits by hand ask of the engine.

namespace syncline {

void EngineImpl::openEdits()
{
    EditServices services;
    services.actions = &m_actions;
    services.asks = &m_asks;
    services.writable = [this] { return writable(); };
    services.beginRun = [this](const RunInfo &info) { return beginRun(raw(info.id), info); };
    services.endRun = [this](RunId run) { endRun(raw(run)); };
    services.runChanged = [this](const RunInfo &info) { runChangedNow(info); };
    services.findRun = [this](RunId run) { return findRun(run, {}); };
    m_edits = std::make_unique<EditDesk>(std::move(services));
}

} // namespace syncline

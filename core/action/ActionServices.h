#pragma once

#include "core/action/LoopGuard.h"
#include "core/base/Clock.h"
#include "core/log/LogTypes.h"
#include "core/model/SavedFilter.h"
#include "core/project/ProjectDef.h"
#include "core/record/FieldVault.h"
#include "core/record/RunTable.h"
#include "core/record/view/ViewTypes.h"
#include "core/script/ScriptHost.h"
#include "core/store/Store.h"

#include <functional>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

namespace syncline {

/** What one committed transaction changed; for the window and live queries. */
struct CommittedChanges
{
    RunId run = noRun;
    std::map<std::string, std::vector<std::int64_t>> records; ///< Model → record ids; empty: many.
};

/** api.view(): a view that a script asks. */
struct ViewCall
{
    std::string name;
    ValueObject params;
    std::stop_token stop;
    std::function<void(Result<ViewResult>)> done; ///< On any thread.
};

/**
 * What running actions and syncs needs of the engine. Everything here outlives
 * every run and may be called from any thread.
 */
struct ActionServices
{
    Store *store = nullptr;
    ScriptHost *scripts = nullptr;
    RunTable *runs = nullptr;
    Clock *clock = nullptr;
    FieldVault *vault = nullptr;
    std::function<ProjectPtr()> project;
    std::function<void(LogEntry)> log;
    std::function<std::optional<std::string>(std::string_view)> config;
    /** A filter that the project keeps: by the model's name and its own. */
    std::function<Result<SavedFilter>(std::string_view, std::string_view)> savedFilter;
    /** After the durable commit. */
    std::function<void(CommittedChanges)> committed;
    /** Each change of a run's state. */
    std::function<void(const RunInfo &)> runChanged;
    /** Asks a view; nullptr: there are none. */
    std::function<void(ViewCall)> view;
    LoopGuard loops;
};

} // namespace syncline

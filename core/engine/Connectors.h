#pragma once

#include "core/engine/EngineTypes.h"
#include "core/project/Project.h"
#include "core/script/ScriptHost.h"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace syncline {

/** The connectors that can be used: built-in ones and those of the project. Describing one runs its
 * file once per content. Thread-safe. */
class Connectors
{
public:
    Connectors(ScriptHost &scripts, ScriptSource &sources, std::vector<std::string> builtIn);

    /** All that load, by title; `problems` gets the others. */
    Result<std::vector<ConnectorInfo>> all(const ProjectDef &project,
                                           std::vector<Problem> *problems);
    /** The connector of @p connection: its own script, else the built-in one of its kind. */
    Result<ConnectorInfo> of(const ConnectionDef &connection);

private:
    Result<ConnectorInfo> describe(const std::string &file);

    ScriptHost &m_scripts;
    ScriptSource &m_sources;
    const std::vector<std::string> m_builtIn; ///< "syncline:connectors/rest.lua"
    std::mutex m_mutex;
    struct Known
    {
        std::string hash;
        ConnectorInfo info;
    };
    std::map<std::string, Known> m_known;
};

/**
 * What a connector proposes, as model definitions, merged into what the project has: storage keys
 * and the user's own fields stay, fields that the connection owns are replaced. @p newKey makes
 * storage keys.
 */
Result<ModelProposal>
mergeProposal(const ProjectDef &project, const ConnectionDef &connection,
              const ProposedModels &proposed,
              const std::function<std::string(std::string_view prefix)> &newKey);

} // namespace syncline

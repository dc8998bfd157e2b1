#include "core/engine/Connectors.h"

#include <algorithm>

namespace syncline {

Connectors::Connectors(ScriptHost &scripts, ScriptSource &sources, std::vector<std::string> builtIn)
    : m_scripts(scripts),
      m_sources(sources),
      m_builtIn(std::move(builtIn))
{
}

Result<ConnectorInfo> Connectors::describe(const std::string &file)
{
    SYNCLINE_TRY(const ScriptSource::Text source, m_sources.read(file));
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_known.find(file);
        if (known != m_known.end() && known->second.hash == source.hash)
            return known->second.info;
    }
    SYNCLINE_TRY(ConnectorInfo info, m_scripts.describeConnector(file));
    info.file = file;
    const std::lock_guard lock(m_mutex);
    m_known[file] = {.hash = source.hash, .info = info};
    return info;
}

Result<std::vector<ConnectorInfo>> Connectors::all(const ProjectDef &project,
                                                   std::vector<Problem> *problems)
{
    std::vector<std::string> files = m_builtIn;
    for (const auto &connection : project.connections) {
        if (!connection->script.empty())
            files.push_back(connection->script);
    }
    std::vector<ConnectorInfo> infos;
    for (const std::string &file : files) {
        Result<ConnectorInfo> info = describe(file);
        if (info) {
            infos.push_back(std::move(info).value());
        } else if (problems != nullptr) {
            Problem problem;
            problem.code = "connector";
            problem.message = info.error().message();
            problem.file = file;
            problems->push_back(std::move(problem));
        }
    }
    std::ranges::sort(infos, {}, &ConnectorInfo::title);
    return infos;
}

Result<ConnectorInfo> Connectors::of(const ConnectionDef &connection)
{
    if (!connection.script.empty())
        return describe(connection.script);
    const std::string file = "syncline:connectors/" + connection.kind + ".lua";
    if (std::ranges::find(m_builtIn, file) != m_builtIn.end())
        return describe(file);
    std::string kinds;
    for (const std::string &known : m_builtIn) {
        const std::size_t slash = known.rfind('/') + 1;
        kinds += (kinds.empty() ? "" : ", ") + known.substr(slash, known.size() - slash - 4);
    }
    return Error(errc::notFound, "The connection %1 is of the unknown kind \"%2\" (there are: %3).",
                 {connection.name, connection.kind, kinds});
}

} // namespace syncline

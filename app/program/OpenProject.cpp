#include "app/program/OpenProject.h"

#include "scripting/runtime/ScriptRuntime.h"

#include <QByteArray>

namespace syncline::app {

Result<std::unique_ptr<Engine>> openProject(const std::filesystem::path &folder,
                                            const std::string &environment, Access access)
{
    EngineOptions options;
    options.folder = folder;
    if (!environment.empty())
        options.environment = environment;
    options.readOnly = access == Access::ReadOnly;
    options.resources = qgetenv("SYNCLINE_RESOURCES").toStdString();
    options.secretPassphrase = qgetenv("SYNCLINE_PASSPHRASE").toStdString();
    return openEngine(std::move(options),
                      [](const ScriptServices &services) { return makeScriptHost(services); });
}

} // namespace syncline::app

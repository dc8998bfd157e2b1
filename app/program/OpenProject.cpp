#include "app/program/OpenProject.h"

#include "scripting/runtime/ScriptRuntime.h"

#include <QByteArray>

namespace syncline::app {

Result<std::unique_ptr<Engine>> openProject(const OpenRequest &request)
{
    EngineOptions options;
    options.folder = request.folder;
    if (!request.environment.empty())
        options.environment = request.environment;
    options.readOnly = request.access == Access::ReadOnly;
    options.lockPatience = request.lockPatience;
    options.resources = qgetenv("SYNCLINE_RESOURCES").toStdString();
    options.secretPassphrase = qgetenv("SYNCLINE_PASSPHRASE").toStdString();
    return openEngine(std::move(options),
                      [](const ScriptServices &services) { return makeScriptHost(services); });
}

} // namespace syncline::app

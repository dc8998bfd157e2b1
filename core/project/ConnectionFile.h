#pragma once

#include "core/project/JsonFile.h"
#include "core/project/ProjectDef.h"

#include <optional>
#include <string>

namespace syncline {

/** "connections/shop/connection.json" */
std::string connectionPath(std::string_view name);
std::optional<ConnectionDef> readConnection(JsonFile &file, std::string_view name);
std::string writeConnection(const ConnectionDef &connection);

/** "environments/development.env.json" */
std::string environmentPath(std::string_view name);
std::optional<EnvironmentDef> readEnvironment(JsonFile &file, std::string_view name);
std::string writeEnvironment(const EnvironmentDef &environment);

/** What syncline.json says. */
struct ProjectSettings
{
    std::string name;
    std::string id;
    std::vector<std::string> locales;
    ValueObject settings;
    ValueObject extra;
};
inline constexpr std::string_view projectFileName = "syncline.json";
std::optional<ProjectSettings> readSettings(JsonFile &file);
std::string writeSettings(const ProjectSettings &settings);

} // namespace syncline

#pragma once

#include "core/project/Project.h"
#include "core/script/ScriptHost.h"

#include <filesystem>
#include <string>
#include <vector>

namespace syncline {

/**
 * What ships beside the code, and the project's own scripts: "syncline:connectors/rest.lua" is
 * resources/connectors/rest.lua, from a folder when one is given, else embedded in the program; any
 * other path is the project's. Thread-safe.
 */
class Resources final : public ScriptSource
{
public:
    Resources(const Project &project, std::filesystem::path folder);
    Result<Text> read(std::string_view path) override;
    Result<std::filesystem::path> filePath(std::string_view path) override;
    /** "syncline:connectors/….lua", sorted. */
    [[nodiscard]] std::vector<std::string> builtInConnectors() const;

private:
    [[nodiscard]] std::string shippedPath(std::string_view name) const;
    const Project &m_project;
    const std::filesystem::path m_folder;
};

} // namespace syncline

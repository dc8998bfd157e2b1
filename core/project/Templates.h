#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** What a new project can begin with. */
struct TemplateInfo
{
    std::string name; ///< "shop": what `syncline new --template` takes.
    std::string title;
    std::string summary;
    int order = 0;
};

/** Where the program carries its templates; any folder of the same shape does as well. */
inline constexpr std::string_view embeddedTemplates = ":/templates";

/** The templates in @p source (a folder, or embeddedTemplates), in the order in which they are
 * offered. */
std::vector<TemplateInfo> listTemplates(std::string_view source = embeddedTemplates);

/**
 * Makes a project named @p projectName in @p folder (empty but for .git, or absent) from the
 * template @p name. On failure nothing is left behind. SYNC_NOT_FOUND for an unknown template;
 * SYNC_INVALID_INPUT for a folder in use or a bad name.
 */
Result<void> createFromTemplate(std::string_view name, const std::filesystem::path &folder,
                                std::string_view projectName, std::string_view id,
                                std::string_view source = embeddedTemplates);

} // namespace syncline

#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/project/ProjectFolder.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** Files and folders of a project that change together. Paths are project paths. */
struct FilesChange
{
    /** A folder that goes elsewhere with all that is in it. */
    struct Move
    {
        std::string from;
        std::string to;
        bool operator==(const Move &) const = default;
    };
    /** The text of a file; nullopt: there is none. */
    struct Text
    {
        std::string path;    ///< After the moves.
        std::string oldPath; ///< Before them.
        std::optional<std::string> before;
        std::optional<std::string> after;
        bool operator==(const Text &) const = default;
    };
    std::vector<Move> moves; ///< All at once: two may change places.
    std::vector<Text> texts; ///< After the moves.

    [[nodiscard]] bool empty() const { return moves.empty() && texts.empty(); }
    bool operator==(const FilesChange &) const = default;
};

/** What takes @p change back. */
FilesChange reversed(const FilesChange &change);

Value toValue(const FilesChange &change);
FilesChange filesChangeFromValue(const Value &value);

/** @p files as they would be after @p change; what moves into the project is read from @p folder.
 */
ProjectFiles overlaid(const ProjectFiles &files, const FilesChange &change,
                      const std::filesystem::path &folder);

} // namespace syncline

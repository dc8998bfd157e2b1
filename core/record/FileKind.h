#pragma once

#include <string>
#include <string_view>

namespace syncline {

/** What a file is. */
struct FileKind
{
    std::string mimeType;
    bool animated = false; ///< An image that moves: GIF, PNG or WebP with several frames.
};

/**
 * By @p head, the first bytes (64 KB are enough), and else by @p fileName. An image is one by its
 * bytes only: a name proves nothing.
 */
FileKind fileKind(std::string_view fileName, std::string_view head);

} // namespace syncline

#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/**
 * The contents of file fields, each stored once under the SHA-256 of its bytes: files/ab/abcd….
 * Contents never change; a write is whole or not there. Blocking; thread-safe.
 */
class FileStore
{
public:
    static constexpr std::uint64_t maxBytes = 4ULL << 30U;

    explicit FileStore(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }

    /** The field's value: {fileName, mimeType, byteSize, hash}, and animated when it is a moving
     * image. What it is, is read from its bytes. */
    Result<Value> keep(std::string_view fileName, std::string_view bytes);
    /** Copies the file at @p path in. */
    Result<Value> keepCopy(const std::filesystem::path &path);
    /** The value of content that is here already, under another name perhaps. */
    Result<Value> describe(std::string_view fileName, std::string_view hash) const;

    [[nodiscard]] std::filesystem::path pathOf(std::string_view hash) const;

    struct Content
    {
        std::filesystem::path path;
        std::string hash;
        std::uint64_t bytes = 0;
        std::filesystem::file_time_type time;
    };
    /** Everything stored, and what an interrupted write left (with an empty hash). */
    [[nodiscard]] std::vector<Content> all() const;
    /** Fine when it is gone. */
    void remove(const Content &content) const;

private:
    std::filesystem::path m_folder;
};

} // namespace syncline

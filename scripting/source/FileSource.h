#pragma once

#include "core/base/Json.h"
#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** What a CSV column's cells become; an empty cell is null in every case. */
enum class CellType : std::uint8_t { Text, Integer, Number, Boolean };

struct FileSourceOptions
{
    std::filesystem::path path; ///< A file, or a folder whose files of the format are read by name.
    std::string format = "auto";           ///< auto (by the file's ending), csv, json, ndjson
    std::size_t chunk = 1000;              ///< Documents a page.
    char delimiter = '\0';                 ///< CSV; NUL: guessed.
    std::map<std::string, CellType> types; ///< CSV: by column.
    std::string id;        ///< The member that is the document's id, when it is not called "id".
    std::string itemsPath; ///< JSON files that hold an object: where the list is ("data.items").
    Value resume;          ///< A position given earlier.
};

/**
 * Files as pages of documents, in memory that does not grow with them: CSV, JSON lists, NDJSON.
 * Every page comes with the position behind it, {file, offset}, from which a later reader goes on.
 * Errors name file and place.
 */
class FileSource
{
public:
    struct Page
    {
        json::Handle documents;
        Value position;
    };
    static Result<std::unique_ptr<FileSource>> open(FileSourceOptions options);
    virtual ~FileSource() = default;
    /** nullopt: that was all. */
    virtual Result<std::optional<Page>> next() = 0;
    /** Files that are still to be read, and all of them; for progress. */
    [[nodiscard]] virtual std::size_t fileCount() const = 0;
    /** Bytes read of all bytes, 0 to 1. */
    [[nodiscard]] virtual double done() const = 0;
};

} // namespace syncline

#pragma once

#include "core/base/Error.h"
#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/record/RecordTypes.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/** The plain values of imports and exports, as window and command line see them. */
namespace syncline {

enum class TransferFormat : std::uint8_t { Csv, Json, Ndjson, Xlsx };
std::string_view transferFormatName(TransferFormat format); ///< "csv", …
std::optional<TransferFormat> transferFormatFromName(std::string_view name);
/** By the file's ending; .tsv and .txt are CSV, .jsonl is NDJSON. */
std::optional<TransferFormat> transferFormatOf(const std::filesystem::path &file);

enum class TextEncoding : std::uint8_t { Utf8, Utf16Le, Utf16Be, Windows1252, Latin1, Latin9 };
std::string_view textEncodingName(TextEncoding encoding); ///< "utf-8", "windows-1252", …
std::optional<TextEncoding> textEncodingFromName(std::string_view name);

/** How dates that are not ISO are written: 31.12.2024 or 12/31/2024. ISO is always read. */
enum class DateOrder : std::uint8_t { Iso, DayFirst, MonthFirst };
std::string_view dateOrderName(DateOrder order); ///< "iso", "day-first", "month-first"
std::optional<DateOrder> dateOrderFromName(std::string_view name);

/** What an empty cell means: no value, or nothing at all (a new record gets its default). */
enum class EmptyCells : std::uint8_t { Clear, Keep };

/** How a file is to be read. What is not set is found out from the file. */
struct SourceSettings
{
    std::optional<TransferFormat> format;
    std::optional<TextEncoding> encoding; ///< CSV, JSON, NDJSON.
    char delimiter = '\0';                ///< CSV; NUL: found out.
    char quote = '"';                     ///< CSV.
    std::optional<bool> header;           ///< CSV, XLSX: the first row names the columns.
    std::string sheet;                    ///< XLSX; empty: the first.
    std::string items; ///< JSON: where the list is ("data.items"); empty: the file, or its first
                       ///< list of objects.
    bool decimalComma = false; ///< Texts as numbers: 1.234,5 instead of 1,234.5.
    DateOrder dates = DateOrder::Iso;
    EmptyCells empty = EmptyCells::Clear;
    bool operator==(const SourceSettings &) const = default;
};

/** What one column of the file becomes. */
struct ColumnMap
{
    std::string column;
    std::string field; ///< A field or system field; empty: left out.
    /** Relationships: what the cell holds of the other record: "id", "remoteId" or a field of it;
     * empty: id. */
    std::string match;
    bool operator==(const ColumnMap &) const = default;
};

enum class ImportMode : std::uint8_t { Create, Update, Upsert };
std::string_view importModeName(ImportMode mode); ///< "create", "update", "upsert"
std::optional<ImportMode> importModeFromName(std::string_view name);

/** How a file becomes records of a model: what imports/<name>.json keeps. */
struct ImportMap
{
    std::string model;
    SourceSettings source;
    std::string on; ///< The field by which a row finds its record; empty: every row is new.
    ImportMode mode = ImportMode::Upsert; ///< Without `on` always Create.
    /** Columns that are not named here are left out; no columns at all: guessed by their names. */
    std::vector<ColumnMap> columns;
    ValueObject extra; ///< Keys of the file that this version does not know.
};

struct ImportRequest
{
    std::filesystem::path file;
    ImportMap map;
    bool dryRun = false; ///< Everything happens, and nothing is kept.
    ValueObject trigger{{"type", "ui"}};
};

enum class RowOutcome : std::uint8_t { Created, Updated, Unchanged, Failed };
std::string_view rowOutcomeName(RowOutcome outcome); ///< "created", …
std::optional<RowOutcome> rowOutcomeFromName(std::string_view name);

/** What came, or would come, of one row. */
struct ImportedRow
{
    std::int64_t row = 0; ///< As a spreadsheet, or an editor for NDJSON, numbers it.
    RowOutcome outcome = RowOutcome::Failed;
    RecordId id{}; ///< 0: none, or (in a dry run) not given out yet.
    std::string error;
    /** Field → what is wrong with it, when that is why it failed. */
    std::vector<std::pair<std::string, std::string>> fieldErrors;
    ValueObject fields; ///< As they were given to the record.
};

/** A file looked at: how it is read, its columns, and what its first rows would become. */
struct ImportPreview
{
    SourceSettings source; ///< Nothing left open.
    std::vector<std::string> sheets;
    struct Column
    {
        ColumnMap map;
        std::vector<std::string> samples; ///< The first few that are not empty, shortened.
        std::int64_t problems = 0;        ///< Rows of the preview in which it is wrong.
        std::string firstProblem;
    };
    std::vector<Column> columns;
    struct Row
    {
        std::vector<std::string> cells; ///< By column, shortened.
        ImportedRow result;
    };
    std::vector<Row> rows;
    IngestCounts counts; ///< Of these rows.
    bool isWhole = true; ///< The file has no more rows.
    std::vector<std::string> notes;
    /** Why rows could not be tried (a required field that no column fills, an unknown field). */
    std::optional<Error> problem;
};

/** RunInfo::mode of a dry run. */
inline constexpr std::string_view dryRunMode = "dry run";

/** Where an import stands, or how it ended. */
struct ImportReport
{
    RunId run = noRun;
    std::string model;
    bool dryRun = false;
    IngestCounts counts;
    /** The first of them. */
    std::vector<ImportedRow> failures;
    std::vector<std::string> notes;
};
/** Which rows of an import's result a file is to have. */
enum class ImportRows : std::uint8_t {
    All,   ///< CSV: row, outcome, id, error.
    Failed ///< As they stood in the source, with `_row` and `_error`: to be mended and imported.
};

struct ExportRequest
{
    std::string model;
    RecordQuery query;                ///< `first` is not looked at.
    std::int64_t limit = -1;          ///< At most so many rows; −1: all.
    std::vector<std::string> columns; ///< Fields and system fields; empty: all that can be stored.
    TransferFormat format = TransferFormat::Csv;
    std::filesystem::path file; ///< Appears whole, or stays as it is.
    char delimiter = ',';
    bool byteOrderMark = false; ///< CSV: without it some spreadsheets take UTF-8 for Latin-1.
    bool localTimes = false;    ///< CSV: by the local clock, with its distance from UTC.
};

struct ExportOutcome
{
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    std::vector<std::string> notes; ///< What the format could not hold as it is.
};

} // namespace syncline

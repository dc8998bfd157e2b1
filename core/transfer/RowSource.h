#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/transfer/TransferTypes.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** A cell that has no value to go by ("holds the error #REF!"). */
struct CellProblem
{
    std::size_t column = 0;
    std::string what; ///< The end of a sentence that begins with the field.
};

/** One row of a file. */
struct SourceRow
{
    std::int64_t number = 0; ///< As a spreadsheet numbers it; NDJSON: line; JSON: item from 1.
    /** By column; nullopt: nothing was said about it. Shorter than the columns: likewise. */
    std::vector<std::optional<Value>> cells;
    std::vector<CellProblem> cellProblems = {}; ///< They count where the column fills a field.
    std::string problem;                        ///< Why the row cannot be used; empty: it can.
};

/**
 * The rows of one file, from the first to the last, in memory that does not grow with it. What is
 * wrong with one row is in the row; an Error ends the file. Used on one thread.
 */
class RowSource
{
public:
    /** What cells are: texts to be understood, spreadsheet cells, or JSON values. */
    enum class Cells : std::uint8_t { Text, Sheet, Json };

    virtual ~RowSource() = default;
    [[nodiscard]] virtual Cells cells() const = 0;
    /** Names, each once. Of JSON those seen so far: next() may add some. */
    [[nodiscard]] virtual const std::vector<std::string> &columns() const = 0;
    /** False: that was the last. */
    virtual Result<bool> next(SourceRow &row) = 0;
    /** How much of the file is read, 0 to 1. */
    [[nodiscard]] virtual double done() const = 0;
    /** With everything found out that was open. */
    [[nodiscard]] virtual const SourceSettings &settings() const = 0;
    [[nodiscard]] virtual std::vector<std::string> sheets() const { return {}; }
    /** What is worth saying about the file ("12 cells hold the error #REF!"). */
    [[nodiscard]] virtual std::vector<std::string> notes() const { return {}; }
};

/** Opens @p file as its settings, its ending or its content say. */
Result<std::unique_ptr<RowSource>> openRows(const std::filesystem::path &file,
                                            SourceSettings settings);

Result<std::unique_ptr<RowSource>> openCsvRows(const std::filesystem::path &file,
                                               SourceSettings settings);
Result<std::unique_ptr<RowSource>> openJsonRows(const std::filesystem::path &file,
                                                SourceSettings settings);
Result<std::unique_ptr<RowSource>> openXlsxRows(const std::filesystem::path &file,
                                                SourceSettings settings);

/** Column names for the cells of a first row: none empty, none twice. */
std::vector<std::string> columnNames(const std::vector<std::string> &cells);
/** Whether a first row seems to hold values and no names. */
bool looksLikeValues(const std::vector<std::string> &cells);

inline constexpr std::size_t maxColumns = 16'384;

} // namespace syncline

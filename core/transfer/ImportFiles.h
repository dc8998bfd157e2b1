#pragma once

#include "core/base/Result.h"
#include "core/transfer/RowSource.h"
#include "core/transfer/TransferTypes.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace syncline {

/**
 * What came of the rows of one import, in two files: every row with its outcome (CSV), and the
 * failed rows as they stood in the source, with `_row` and `_error` in front (CSV, of JSON NDJSON).
 *
 * Rows are written before their batch is committed. So of the files of an import that was killed
 * only as many rows count as its run says; the readers are told how many.
 */
class ImportFiles
{
public:
    /** In @p folder, which is made if need be; only the newest imports there are kept. */
    static Result<std::unique_ptr<ImportFiles>>
    create(const std::filesystem::path &folder, const std::string &run, const RowSource &source);

    void add(const ImportedRow &result, const SourceRow &row);
    /** Everything added so far is in the files. */
    Result<void> flush();

private:
    explicit ImportFiles(const RowSource &source)
        : m_source(source)
    {
    }
    void addFailed(const ImportedRow &result, const SourceRow &row);

    const RowSource &m_source;
    std::ofstream m_all;
    std::ofstream m_failed;
    std::string m_allText;
    std::string m_failedText;
};

/** The failed rows among the first @p count rows of run @p run, at most @p limit. */
Result<std::vector<ImportedRow>> readFailures(const std::filesystem::path &folder,
                                              const std::string &run, std::int64_t count,
                                              std::size_t limit);
/** Copies the result of the first @p count rows, of which @p failed failed, to @p to (all or
 * nothing). */
Result<void> copyImportRows(const std::filesystem::path &folder, const std::string &run,
                            ImportRows which, std::int64_t count, std::int64_t failed,
                            const std::filesystem::path &to);

} // namespace syncline

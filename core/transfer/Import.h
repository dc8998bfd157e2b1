#pragma once

#include "core/base/Clock.h"
#include "core/record/FieldVault.h"
#include "core/record/RunTable.h"
#include "core/store/Store.h"
#include "core/transfer/ColumnPlan.h"
#include "core/transfer/ImportFiles.h"
#include "core/transfer/RowCode.h"
#include "core/transfer/RowImport.h"
#include "core/transfer/RowSource.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

/** What imports need; outlives them. Thread-safe. */
struct ImportServices
{
    Store *store = nullptr;
    RunTable *runs = nullptr;
    const Clock *clock = nullptr;
    FieldVault *vault = nullptr; ///< For files, encrypted fields and passwords.
    FindModel model;
    OpenRowCode code;             ///< Empty: no model has code.
    std::filesystem::path folder; ///< Where results are kept.
};

/** Looks at the first @p rows rows, and at what they would become. Nothing is kept. */
Result<ImportPreview> previewImport(const ImportServices &services, const ImportRequest &request,
                                    int rows, std::stop_token stop);

/**
 * One import of one file: a run with counts and a result for each row. Rows are committed in
 * batches, each together with the run's counts; a row that cannot be stored fails alone. A dry run
 * does the same in a scratch session and leaves nothing but its result files. Used on one thread.
 */
class Import
{
public:
    struct Callbacks
    {
        std::function<void(const RunInfo &)> changed; ///< At most ten a second; the last always.
        std::function<void(const std::string &model, const std::vector<std::int64_t> &ids)>
            committed;
    };
    /** Reads enough to know that it can begin: the file, its columns, the model. */
    static Result<std::unique_ptr<Import>> create(const ImportServices &services,
                                                  ImportRequest request, std::stop_token stop,
                                                  Callbacks callbacks);
    [[nodiscard]] const RunInfo &info() const { return m_info; }
    /** To the end, which is in the run's state; blocks. */
    const RunInfo &perform();

private:
    Import(const ImportServices &services, ImportRequest request, std::stop_token stop,
           Callbacks callbacks);
    Result<void> open();
    Result<void> indexKeys();
    [[nodiscard]] WriteOrigin origin() const;
    Result<void> importAll();
    Result<void> tryAll();
    /** Fills m_batch; false when the file is at its end. */
    Result<bool> readBatch();
    /** Imports what is in m_batch, in one transaction or, when its code takes long, several. */
    Result<void> commitBatch();
    Result<void> commitRows(Database &database, const RowGuard &guard, IngestCounts &counts,
                            std::vector<std::int64_t> &ids);
    [[nodiscard]] Result<void> checkModel() const;
    [[nodiscard]] std::unique_ptr<RowCode> openCode(Database *trial) const;
    /** Takes rows from the front of m_batch. */
    Result<void> importRows(RowImport &rows, IngestCounts &counts, std::vector<std::int64_t> &ids);
    Result<void> keepRun();
    void close(Result<void> done);
    void report(bool always);
    void say(const IngestCounts &counts);
    [[nodiscard]] std::string leftOut() const;

    const ImportServices &m_services;
    const ImportRequest m_request;
    const std::stop_token m_stop;
    const Callbacks m_callbacks;
    ModelPtr m_model;
    std::unique_ptr<RowSource> m_source;
    std::optional<ColumnPlan> m_plan;
    std::optional<KeyIndex> m_index;
    std::unique_ptr<RowCode> m_code;
    RowImportOptions m_options;
    std::unique_ptr<ImportFiles> m_files;
    std::vector<SourceRow> m_batch;
    RunInfo m_info;
    std::chrono::steady_clock::time_point m_begun;
    std::chrono::steady_clock::time_point m_lastReport;
};

/** Rows that were dealt with. */
std::int64_t rowCount(const IngestCounts &counts);
/** The name of an import's result files. */
std::string importFileName(RunId run);

} // namespace syncline

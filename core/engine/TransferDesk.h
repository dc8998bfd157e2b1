#pragma once

#include "core/base/Worker.h"
#include "core/engine/Asks.h"
#include "core/engine/Transfers.h"
#include "core/project/Project.h"
#include "core/transfer/Import.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace syncline {

/** What the desk asks of the engine around it; outlives it. Thread-safe. */
struct TransferServices
{
    ImportServices import;
    Project *project = nullptr;
    Asks *asks = nullptr;
    std::function<Result<void>()> writable;
    /** Registers a run, so that it can be cancelled and is listed. */
    std::function<std::stop_token(const RunInfo &)> beginRun;
    std::function<void(RunId)> endRun;
    std::function<void(const RunInfo &)> runChanged;
    std::function<void(const std::string &model, const std::vector<std::int64_t> &ids, RunId run)>
        recordsChanged;
    std::function<void(const RunInfo &)> logEnd;
    /** Any run: one that goes on, has ended, or is kept. */
    std::function<Result<RunInfo>(RunId)> findRun;
};

/**
 * Transfers on real parts. Imports have a thread of their own, and exports another: both may take
 * long, and readers must not wait for them.
 */
class TransferDesk final : public Transfers
{
public:
    explicit TransferDesk(TransferServices services);
    ~TransferDesk() override;
    /** Waits for what runs, whose stop was requested; afterwards nothing new begins. */
    void close();

    /** A run that has ended and that no table keeps. */
    std::optional<RunInfo> endedRun(RunId run);

    QFuture<Result<ImportPreview>> previewImport(ImportRequest request, int rows) override;
    QFuture<Result<RunId>> startImport(ImportRequest request) override;
    QFuture<Result<ImportReport>> importReport(RunId run, int failures) override;
    QFuture<Result<void>> saveImportRows(RunId run, ImportRows which,
                                         std::filesystem::path to) override;
    QFuture<Result<std::vector<std::string>>> importMaps(std::string model) override;
    QFuture<Result<ImportMap>> importMap(std::string name) override;
    QFuture<Result<void>> saveImportMap(std::string name, ImportMap map) override;
    QFuture<Result<RunId>> startExport(ExportRequest request) override;
    QFuture<Result<ExportOutcome>> exportOutcome(RunId run) override;

private:
    struct RunningImport;
    struct RunningExport;
    Result<RunId> beginImport(const ImportRequest &request);
    void perform(RunningImport &running);
    Result<RunId> beginExport(const ExportRequest &request);
    void perform(RunningExport &running);
    [[nodiscard]] Result<ImportMap> readMap(const std::string &name) const;
    /** False after close(). */
    bool post(const std::unique_ptr<Worker> &worker, std::function<void()> work);
    void remember(const RunInfo &info);

    const TransferServices m_services;
    std::mutex m_mutex; ///< Guards the following.
    std::unique_ptr<Worker> m_importer;
    std::unique_ptr<Worker> m_exporter;
    std::map<RunId, RunInfo> m_ended; ///< Runs that no table keeps, the newest.
    std::map<RunId, ExportOutcome> m_outcomes;
};

} // namespace syncline

#pragma once

#include "core/engine/Transfers.h"

#include <QPromise>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace syncline {

/**
 * Transfers in memory: answers with what stands in its members, and records what it was asked. Runs
 * begin and never end by themselves: the test tells their end by its engine.
 */
class FakeTransfers final : public Transfers
{
public:
    // What it answers; set freely.
    ImportPreview preview;
    /** When set, what a request would look like. */
    std::function<ImportPreview(const ImportRequest &)> makePreview;
    ImportReport report;
    ExportOutcome outcome;
    std::map<std::string, ImportMap> maps;
    std::map<std::string, Error> failures; ///< By the method's name.
    RunId nextRun{5001};
    std::function<void(RunId)> started; ///< A run was given out.
    bool isHeld = false;                ///< Answers never come.

    // What it was asked.
    std::vector<ImportRequest> previews;
    std::vector<ImportRequest> imports;
    std::vector<ExportRequest> exports;
    std::vector<std::pair<ImportRows, std::filesystem::path>> savedRows;

    QFuture<Result<ImportPreview>> previewImport(ImportRequest request, int /*rows*/) override
    {
        previews.push_back(request);
        return answer<ImportPreview>("previewImport", makePreview ? makePreview(request) : preview);
    }
    QFuture<Result<RunId>> startImport(ImportRequest request) override
    {
        imports.push_back(std::move(request));
        return begin("startImport");
    }
    QFuture<Result<ImportReport>> importReport(RunId /*run*/, int /*failures*/) override
    {
        return answer<ImportReport>("importReport", report);
    }
    QFuture<Result<void>> saveImportRows(RunId /*run*/, ImportRows which,
                                         std::filesystem::path to) override
    {
        savedRows.emplace_back(which, std::move(to));
        return answer<void>("saveImportRows", {});
    }
    QFuture<Result<std::vector<std::string>>> importMaps(std::string model) override
    {
        std::vector<std::string> names;
        for (const auto &[name, map] : maps) {
            if (map.model == model || map.model.empty())
                names.push_back(name);
        }
        return answer<std::vector<std::string>>("importMaps", std::move(names));
    }
    QFuture<Result<ImportMap>> importMap(std::string name) override
    {
        const auto found = maps.find(name);
        if (found == maps.end())
            return answer<ImportMap>("importMap",
                                     Error(errc::notFound, "There is no map %1.", {name}));
        return answer<ImportMap>("importMap", found->second);
    }
    QFuture<Result<void>> saveImportMap(std::string name, ImportMap map) override
    {
        maps.insert_or_assign(std::move(name), std::move(map));
        return answer<void>("saveImportMap", {});
    }
    QFuture<Result<RunId>> startExport(ExportRequest request) override
    {
        exports.push_back(std::move(request));
        return begin("startExport");
    }
    QFuture<Result<ExportOutcome>> exportOutcome(RunId /*run*/) override
    {
        return answer<ExportOutcome>("exportOutcome", outcome);
    }

private:
    template <typename T>
    QFuture<Result<T>> answer(const std::string &method, Result<T> value) const
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        if (isHeld) {
            m_held.push_back(promise);
            return promise->future();
        }
        const auto failure = failures.find(method);
        promise->addResult(failure != failures.end() ? Result<T>(failure->second)
                                                     : std::move(value));
        promise->finish();
        return promise->future();
    }
    QFuture<Result<RunId>> begin(const std::string &method)
    {
        const RunId run = nextRun;
        nextRun = RunId{raw(run) + 1};
        QFuture<Result<RunId>> future = answer<RunId>(method, run);
        if (started && !failures.contains(method))
            started(run);
        return future;
    }

    mutable std::vector<std::shared_ptr<void>> m_held;
};

} // namespace syncline

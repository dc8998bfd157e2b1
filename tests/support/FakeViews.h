#pragma once

#include "core/engine/Views.h"

#include <QPromise>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace syncline {

/**
 * Views in memory: answers with what stands in its members, and records what it was asked. With
 * `waits` runs answer only when the test says so, or when they are stopped.
 */
class FakeViews final : public Views
{
public:
    // What it answers; set freely.
    ViewResult result;
    ExportOutcome outcome;
    std::vector<Problem> problems;
    std::map<std::string, Error> failures; ///< By the method's name.
    bool waits = false;
    /** Told of each change of files, before it is answered. */
    std::function<void(const std::string &name, const std::optional<std::string> &text)> changed;

    // What it was asked.
    std::vector<std::pair<ViewRequest, std::int64_t>> runs;
    std::vector<ViewExport> exports;
    std::vector<std::string> checked;
    std::vector<std::string> saved;
    std::vector<std::pair<std::string, std::string>> renamed;
    std::vector<std::string> removed;

    QFuture<Result<ViewResult>> run(ViewRequest request, std::int64_t rows) override
    {
        runs.emplace_back(std::move(request), rows);
        if (!waits)
            return answer<ViewResult>("run", result);
        m_waiting = std::make_shared<QPromise<Result<ViewResult>>>();
        m_waiting->start();
        return m_waiting->future();
    }
    /** Ends the run that waits: by its stop, if it was stopped. */
    void finishRun()
    {
        if (!m_waiting)
            return;
        const bool isStopped = runs.back().first.stop.stop_requested();
        m_waiting->addResult(
            isStopped ? Result<ViewResult>(Error(errc::cancelled, "The view was stopped."))
                      : Result<ViewResult>(result));
        m_waiting->finish();
        m_waiting.reset();
    }
    QFuture<Result<ExportOutcome>> exportRows(ViewExport request) override
    {
        exports.push_back(std::move(request));
        return answer<ExportOutcome>("exportRows", outcome);
    }
    QFuture<Result<std::vector<Problem>>> check(std::string /*name*/, std::string text) override
    {
        checked.push_back(std::move(text));
        return answer<std::vector<Problem>>("check", problems);
    }
    QFuture<Result<void>> save(std::string name, std::optional<std::string> /*before*/,
                               std::string text) override
    {
        if (changed)
            changed(name, text);
        saved.push_back(std::move(name));
        return answer<void>("save", {});
    }
    QFuture<Result<void>> rename(std::string from, std::string to) override
    {
        renamed.emplace_back(std::move(from), std::move(to));
        return answer<void>("rename", {});
    }
    QFuture<Result<void>> remove(std::string name) override
    {
        if (changed)
            changed(name, std::nullopt);
        removed.push_back(std::move(name));
        return answer<void>("remove", {});
    }

private:
    template <typename T>
    QFuture<Result<T>> answer(const std::string &method, Result<T> value) const
    {
        QPromise<Result<T>> promise;
        promise.start();
        const auto failure = failures.find(method);
        promise.addResult(failure != failures.end() ? Result<T>(failure->second)
                                                    : std::move(value));
        promise.finish();
        return promise.future();
    }

    std::shared_ptr<QPromise<Result<ViewResult>>> m_waiting;
};

} // namespace syncline

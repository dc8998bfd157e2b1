#pragma once

#include "core/engine/Edits.h"

#include <QPromise>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace syncline {

/**
 * Edits in memory: answers with what stands in its members, and records what it was asked. Bulk
 * runs begin and never end by themselves: the test tells their end by its engine.
 */
class FakeEdits final : public Edits
{
public:
    // What it answers; set freely.
    /** When set, what comes of a request; else everything is applied. */
    std::function<EditOutcome(const EditRequest &)> applyAs;
    BulkPreview preview;
    BulkReport report;
    std::map<std::string, Error> failures; ///< By the method's name.
    RunId nextRun{7001};
    std::function<void(RunId)> started; ///< A bulk run was given out.

    // What it was asked.
    std::vector<EditRequest> requests;
    std::vector<BulkEdit> previews;
    std::vector<BulkEdit> bulks;

    QFuture<Result<EditOutcome>> apply(EditRequest request) override
    {
        requests.push_back(request);
        EditOutcome outcome;
        if (applyAs) {
            outcome = applyAs(request);
        } else {
            for (const RecordEdit &edit : request.edits) {
                EditResult &result = outcome.results.emplace_back();
                result.state = EditResult::State::Applied;
                result.record = edit.record;
            }
        }
        if (outcome.run.id == noRun) {
            outcome.run.id = nextRun;
            nextRun = RunId{raw(nextRun) + 1};
        }
        return answer<EditOutcome>("apply", std::move(outcome));
    }
    QFuture<Result<BulkPreview>> previewBulk(BulkEdit edit, int /*rows*/) override
    {
        previews.push_back(std::move(edit));
        return answer<BulkPreview>("previewBulk", preview);
    }
    QFuture<Result<RunId>> startBulk(BulkEdit edit) override
    {
        bulks.push_back(std::move(edit));
        const RunId run = nextRun;
        nextRun = RunId{raw(nextRun) + 1};
        QFuture<Result<RunId>> future = answer<RunId>("startBulk", run);
        if (started && !failures.contains("startBulk"))
            started(run);
        return future;
    }
    QFuture<Result<BulkReport>> bulkReport(RunId run) override
    {
        BulkReport now = report;
        now.run.id = run;
        return answer<BulkReport>("bulkReport", std::move(now));
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
};

} // namespace syncline

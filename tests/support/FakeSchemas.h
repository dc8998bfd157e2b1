#pragma once

#include "core/engine/Schemas.h"

#include <QPromise>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** Schemas in memory: answers with what stands in its members, and records what it was asked. */
class FakeSchemas final : public Schemas
{
public:
    // What it answers; set freely.
    SchemaPlan plan;
    /** When set, what a change would look like. */
    std::function<Result<SchemaPlan>(const ModelChange &)> makePlan;
    SchemaPlan undoPlan;
    std::optional<SchemaChangeInfo> last;
    std::map<std::string, Error> failures; ///< By the method's name.
    /** A change was carried out: the test changes its project. */
    std::function<void(const ModelChange &)> applied;
    std::function<void()> undone;

    // What it was asked.
    std::vector<ModelChange> previews;
    std::vector<std::pair<ModelChange, Confirm>> changes;
    std::vector<Confirm> undos;
    int undoPreviews = 0;

    QFuture<Result<SchemaPlan>> preview(ModelChange change) override
    {
        previews.push_back(change);
        return answer<SchemaPlan>("preview", planOf(change));
    }
    QFuture<Result<void>> apply(ModelChange change, Confirm confirmLoss) override
    {
        changes.emplace_back(change, confirmLoss);
        const Result<void> done = permitted("apply", planOf(change), confirmLoss);
        if (done && applied)
            applied(change);
        return answer<void>("apply", done);
    }
    QFuture<Result<std::optional<SchemaChangeInfo>>> lastChange() override
    {
        return answer<std::optional<SchemaChangeInfo>>("lastChange", last);
    }
    QFuture<Result<SchemaPlan>> previewUndo() override
    {
        ++undoPreviews;
        return answer<SchemaPlan>("previewUndo", undoable(undoPlan));
    }
    QFuture<Result<void>> undo(Confirm confirmLoss) override
    {
        undos.push_back(confirmLoss);
        const Result<void> done = permitted("undo", undoable(undoPlan), confirmLoss);
        if (done) {
            last.reset();
            if (undone)
                undone();
        }
        return answer<void>("undo", done);
    }

private:
    [[nodiscard]] Result<SchemaPlan> planOf(const ModelChange &change) const
    {
        return makePlan ? makePlan(change) : Result<SchemaPlan>(plan);
    }
    /** There must be a last change, and nothing that keeps it from being undone. */
    [[nodiscard]] Result<SchemaPlan> undoable(const SchemaPlan &planned) const
    {
        if (!last)
            return Error(errc::notFound, "No change of models can be undone.");
        if (!last->notUndoable.empty())
            return Error(errc::invalidInput, "%1", {last->notUndoable});
        return planned;
    }
    /** As the real one: a blocked plan is refused, one that loses data needs @p confirmLoss. */
    [[nodiscard]] Result<void> permitted(const std::string &method,
                                         const Result<SchemaPlan> &planned,
                                         Confirm confirmLoss) const
    {
        if (const auto failure = failures.find(method); failure != failures.end())
            return failure->second;
        if (!planned)
            return planned.error();
        for (const SchemaStep &step : planned->steps) {
            if (!step.blocker.empty())
                return Error(errc::nonUniqueData, "%1", {step.blocker});
        }
        if (planned->losesData() && confirmLoss == Confirm::No)
            return Error("SYNC_NEEDS_CONFIRMATION", "The change would lose data.");
        return {};
    }
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

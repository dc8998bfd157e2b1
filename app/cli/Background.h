#pragma once

#include "app/cli/VerbContext.h"
#include "core/base/CallbackTo.h"
#include "core/base/Worker.h"

#include <functional>

namespace syncline::cli {

/** Runs @p work, which may block, on a thread of its own, and waits for its answer. */
template <typename T>
Task<Result<T>> inBackground(VerbContext &context, std::function<Result<T>()> work)
{
    Worker worker("verb");
    auto begin = [&worker, &work](const Resolve<Result<T>> &resolve) {
        worker.post([&work, resolve] { resolve(work()); });
    };
    Result<T> answer = co_await callbackTo<Result<T>>(context.executor, begin);
    co_return answer;
}

} // namespace syncline::cli

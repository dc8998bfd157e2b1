#pragma once

#include "core/base/Task.h"

#include <future>
#include <memory>

namespace syncline::bench {

/** Runs @p task on @p executor and blocks until it has its result. */
template <typename T>
T wait(Executor &executor, Task<T> task)
{
    auto promise = std::make_shared<std::promise<T>>();
    std::future<T> result = promise->get_future();
    spawn<T>(executor, std::move(task),
             [promise](T value) { promise->set_value(std::move(value)); });
    return result.get();
}

} // namespace syncline::bench

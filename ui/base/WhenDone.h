#pragma once

#include <QFuture>
#include <QFutureWatcher>

#include <utility>

namespace syncline::ui {

/**
 * Calls @p callback(result) on @p context's thread once @p future has finished; silently not at all
 * once the context is gone or the future was cancelled. The one way in which the window picks up
 * answers of the engine.
 */
template <typename T, typename Callback>
void whenDone(const QFuture<T> &future, QObject *context, Callback callback)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, callback = std::move(callback)]() mutable {
                         watcher->deleteLater();
                         if (watcher->isCanceled() || watcher->future().resultCount() == 0)
                             return;
                         callback(watcher->result());
                     });
    watcher->setFuture(future);
}

} // namespace syncline::ui

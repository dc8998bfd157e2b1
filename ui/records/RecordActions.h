#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>
#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace syncline::ui {

/** The records that an action is to run on: how many, one of them, and how to get all their ids. */
struct ActionTargets
{
    using Gathered = std::function<void(const Result<std::vector<RecordId>> &)>;

    std::int64_t count = 0;
    RecordId first{}; ///< Whether the action can run is asked with this one; none: not asked.
    std::function<void(Gathered)> gather;

    static ActionTargets of(RecordId id);
};

/** Runs a model's actions on records, from menus of the grid and the inspector. Tells how it went
 * through the Prompter and signals. */
class RecordActions final : public QObject
{
    Q_OBJECT

public:
    RecordActions(const UiContext &context, QString model, QWidget *parent);

    /** Adds the actions that can run on @p targets. Those with inputs of their own open their page
     * instead. What cannot run on the first is disabled, with the reason as its tooltip. */
    void fillMenu(QMenu *menu, const ActionTargets &targets);
    /** Asks whether @p action runs on @p record, and says it by @p item: enabled or not, and why.
     */
    void check(const ActionDef &action, RecordId record, QAction *item);
    /** On each of @p ids, one after another; the first failure stops and is shown. */
    void run(const std::string &action, const std::vector<RecordId> &ids);
    /** Stops what runs, before its next record. */
    void cancel();

    static constexpr std::int64_t maxRecords = 1000;

Q_SIGNALS:
    void progressed(const QString &action, int done, int all);
    void finished(const QString &action, int count, qint64 lastRun);
    void failed(); ///< Also in the middle: records before the failing one are done.
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);

private:
    void addItem(QMenu *menu, const std::shared_ptr<const ActionDef> &action,
                 const ActionTargets &targets);
    void choose(const ActionDef &action, const ActionTargets &targets);
    void confirm(const ActionDef &action, const std::vector<RecordId> &ids);
    void runNext(const std::string &action, const std::vector<RecordId> &ids, std::size_t next,
                 const std::shared_ptr<bool> &cancelled);

    const UiContext m_context;
    const QString m_model;
    QWidget *m_widget;
    std::shared_ptr<bool> m_cancelled; ///< Of what runs now.
};

} // namespace syncline::ui

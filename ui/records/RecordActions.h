#pragma once

#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QObject>

#include <string>
#include <vector>

class QMenu;
class QWidget;

namespace syncline::ui {

/** Runs a model's actions on records, from menus of the grid and the inspector. Tells how it went
 * through the Prompter and signals. */
class RecordActions final : public QObject
{
    Q_OBJECT

public:
    RecordActions(const UiContext &context, QString model, QWidget *parent);

    /** Adds the actions that can run on @p ids. Those with inputs of their own open their page
     * instead. */
    void fillMenu(QMenu *menu, const std::vector<RecordId> &ids);
    /** On each of @p ids, one after another; the first failure stops and is shown. */
    void run(const std::string &action, const std::vector<RecordId> &ids);

Q_SIGNALS:
    void finished(const QString &action, int count, qint64 lastRun);
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);

private:
    void runNext(const std::string &action, std::vector<RecordId> left, int done);
    void choose(const ActionDef &action, const std::vector<RecordId> &ids);

    const UiContext m_context;
    const QString m_model;
    QWidget *m_widget;
};

} // namespace syncline::ui

#pragma once

#include "core/engine/Schemas.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QObject>

namespace syncline::ui {

/** Making, renaming and removing whole models, with what it does said before. */
class ModelCommands final : public QObject
{
    Q_OBJECT

public:
    /** @p parent is where questions are asked. */
    ModelCommands(const UiContext &context, QWidget *parent);

    /** Asks for its name and opens its schema; nothing is written before that is applied. */
    void make();
    void rename(const QString &model);
    void remove(const QString &model);

Q_SIGNALS:
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void removed(const QString &model);

private:
    void handleName(const QString &typed);
    void handleNewName(const QString &model, const QString &typed);
    void handlePlan(const QString &model, const ModelChange &change,
                    const Result<SchemaPlan> &plan);
    void apply(const ModelChange &change, Confirm confirmLoss, const QString &removedModel);

    const UiContext m_context;
    QWidget *m_parent;
};

/** The schema of the model @p name. */
[[nodiscard]] DocumentRef schemaRef(const QString &name, const QString &detail = {});

} // namespace syncline::ui

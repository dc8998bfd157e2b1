#pragma once

#include "core/action/ActionTypes.h"
#include "core/project/ProjectDef.h"
#include "ui/shell/UiContext.h"

#include <QDialog>

#include <memory>

class QPushButton;

namespace syncline::ui {

class Banner;
class RecordForm;

/**
 * Makes a record: a form by field type, and the inputs of the model's create action below. Create
 * runs that action; what it refuses is shown at its fields, and nothing that was typed is lost.
 * Open it with open(); it deletes itself.
 */
class NewRecordDialog final : public QDialog
{
    Q_OBJECT

public:
    NewRecordDialog(const UiContext &context, std::shared_ptr<const ModelDef> model,
                    std::shared_ptr<const ActionDef> create, QWidget *parent);

    void create();
    /** Asks when something was typed. */
    void reject() override;

Q_SIGNALS:
    void created(const syncline::RecordRow &row);

private:
    void handleOutcome(const Result<ActionOutcome> &outcome);
    void updateCreate();
    /** What was typed: fields under the model's name, inputs of the action beside them. */
    [[nodiscard]] ValueObject params() const;

    const UiContext m_context;
    const std::shared_ptr<const ModelDef> m_model;
    const std::shared_ptr<const ActionDef> m_action;
    Banner *m_banner;
    RecordForm *m_form;
    QPushButton *m_create;
    bool m_isRunning = false;
};

} // namespace syncline::ui

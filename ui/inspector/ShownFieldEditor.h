#pragma once

#include "ui/inspector/FieldEditor.h"

class QLabel;

namespace syncline::ui {

/** What is shown and never edited: a record state, which the actions of its transitions change, and
 * what is computed. */
class ShownFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    ShownFieldEditor(const FieldDef &field, QWidget *parent);

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    QLabel *m_label;
};

} // namespace syncline::ui

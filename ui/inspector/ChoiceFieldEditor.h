#pragma once

#include "ui/inspector/FieldEditor.h"

class QComboBox;

namespace syncline::ui {

/** Yes or no, or one of an enum's options; and "not set" where that is allowed. */
class ChoiceFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    ChoiceFieldEditor(const FieldDef &field, QWidget *parent);

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    void takeChoice();

    QComboBox *m_box;
    std::vector<Value> m_values; ///< By the box's index.
};

} // namespace syncline::ui

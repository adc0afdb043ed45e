// Keyboard for the assessment form. Without this script the form works by Tab and arrow keys alone.

const RATING_KEYS = { 0: "0", 1: "1", 2: "2", n: "NR", b: "NB" };
const EXCLUSION_KEYS = { j: "ja", n: "nein", o: "offen", t: "na" };

const form = document.getElementById("gutachtenformular");
let minus = false;

// The value that a key stands for in the group of a radio button, if it has such a choice.
function chosenBy(key, radio) {
  const lower = key.toLowerCase();
  if (radio.name.startsWith("exclusions.")) return EXCLUSION_KEYS[lower];
  const value = RATING_KEYS[lower];
  return minus && (value === "1" || value === "2") ? `-${value}` : value;
}

function isShown(element) {
  return element.offsetParent !== null;
}

// The fields to go through: of radio buttons of one name only the chosen one, or the first.
function stops() {
  const fields = [...form.querySelectorAll("input[type=radio], textarea, select, button")].filter(isShown);
  return fields.filter((field) => {
    if (field.type !== "radio") return true;
    const group = fields.filter((other) => other.name === field.name);
    return field === (group.find((other) => other.checked) ?? group[0]);
  });
}

// Tells the page that the field has changed, and goes on to the next one.
function leave(field) {
  field.dispatchEvent(new Event("change", { bubbles: true }));
  const all = stops();
  all[all.indexOf(field) + 1]?.focus();
}

function chooseRating(radio, key) {
  const value = chosenBy(key, radio);
  const choice = form.querySelector(`input[name="${radio.name}"][value="${value}"]`);
  minus = false;
  if (choice === null) return false;
  choice.checked = true;
  leave(choice);
  return true;
}

function chooseEvidence(select, key) {
  const level = [...select.options].find((option) => option.value === key.toUpperCase());
  if (level === undefined) return false;
  select.value = level.value;
  leave(select);
  return true;
}

form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key === "s" && event.ctrlKey && !event.altKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=save]"));
  } else if (event.ctrlKey || event.altKey || event.metaKey || event.key.length > 1) {
    return;
  } else if (field.type === "radio" && (event.key === "-" || event.key === "−")) {
    minus = true;
    event.preventDefault();
  } else if (
    (field.type === "radio" && chooseRating(field, event.key)) ||
    (field.type === "select-one" && chooseEvidence(field, event.key))
  ) {
    event.preventDefault();
  }
});

// What codes mean: categories, services, states. One that is not known is told as it is.
import { language } from "../state/preferences";

const CODES = new Map<string, { vi: string; en: string }>([
  ["FIRE", { vi: "Cháy", en: "Fire" }],
  ["ACCIDENT", { vi: "Tai nạn", en: "Accident" }],
  ["CROWD", { vi: "Tụ tập đông người", en: "Crowd" }],
  ["INTRUSION", { vi: "Xâm nhập", en: "Intrusion" }],
  ["MALWARE", { vi: "Mã độc", en: "Malware" }],
  ["PHISHING", { vi: "Lừa đảo trực tuyến", en: "Phishing" }],
  ["DATA_LEAK", { vi: "Lộ, lọt dữ liệu", en: "Data leak" }],
  ["DENIAL_OF_SERVICE", { vi: "Tấn công từ chối dịch vụ", en: "Denial of service" }],
  ["URBAN_ORDER", { vi: "Trật tự đô thị", en: "Urban order" }],
  ["WASTE", { vi: "Rác thải", en: "Waste" }],
  ["STREET_LIGHT", { vi: "Đèn đường", en: "Street light" }],
  ["ROAD", { vi: "Đường hỏng", en: "Road damage" }],
  ["TREE", { vi: "Cây xanh", en: "Tree" }],
  ["INFORMATIONAL", { vi: "Để biết", en: "Informational" }],
  ["LOW", { vi: "Thấp", en: "Low" }],
  ["MEDIUM", { vi: "Trung bình", en: "Medium" }],
  ["HIGH", { vi: "Cao", en: "High" }],
  ["CRITICAL", { vi: "Nghiêm trọng", en: "Critical" }],
  ["SUBMITTED", { vi: "Mới gửi", en: "Submitted" }],
  ["ACCEPTED", { vi: "Đã tiếp nhận", en: "Accepted" }],
  ["ASSIGNED", { vi: "Đã giao", en: "Assigned" }],
  ["IN_PROGRESS", { vi: "Đang xử lý", en: "In progress" }],
  ["RESOLVED", { vi: "Đã xử lý", en: "Resolved" }],
  ["REJECTED", { vi: "Từ chối", en: "Rejected" }],
  ["REOPENED", { vi: "Mở lại", en: "Reopened" }],
  ["OVERDUE", { vi: "Quá hạn", en: "Overdue" }],
]);

export function codeWords(code: string): string {
  return CODES.get(code)?.[language.value] ?? code;
}

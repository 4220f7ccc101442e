export const WINDOW_SESSION: u32 = 2
